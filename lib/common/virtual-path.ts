import { V_CLUSTER_VIRT_PATH_PREFIX, V_CLUSTER_VPATH_WHITELIST } from '@gnt/constants';
import type { Paths } from './paths.js';

const SHARED: readonly string[] = V_CLUSTER_VPATH_WHITELIST;

/** The form in which a path of this node travels: in a virtual cluster without the node's root, marked by a prefix (`lib/vcluster.py`). */
export function makeVirtualPath(paths: Paths, path: string): string {
  if (!paths.virtual || SHARED.includes(path)) return path;
  return V_CLUSTER_VIRT_PATH_PREFIX + paths.unprefixed(path);
}

/** The path on this node that a path from the wire stands for; throws when a virtual node gets one that is not marked. */
export function localizeVirtualPath(paths: Paths, path: string): string {
  if (!path.startsWith('/')) throw new Error(`Path '${path}' is not absolute`);
  if (!paths.virtual || SHARED.includes(path)) return path;
  if (!path.startsWith(V_CLUSTER_VIRT_PATH_PREFIX)) {
    throw new Error(`Path '${path}' is not a virtual path; is the caller outside of this virtual cluster?`);
  }
  return paths.local(path.slice(V_CLUSTER_VIRT_PATH_PREFIX.length));
}
