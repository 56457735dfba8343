import type { Instance } from './instance.js';
import type { Node } from './node.js';
import { DEFAULT_POLICY, type IPolicy } from './policy.js';

/** A node group. */
export interface Group {
  name: string;
  readonly uuid: string;
  readonly allocPolicy: string;
  readonly networks: readonly string[];
  readonly tags: readonly string[];
  policy: IPolicy;
}

/** An instance and where it is, by index of node; NO_NODE when it has no secondary. */
export interface PlacedInstance {
  readonly instance: Instance;
  readonly primary: number;
  readonly secondary: number;
}

/** A cluster as a data source gives it, before anything is derived. Indices are positions in these lists. */
export interface ClusterData {
  readonly groups: Group[];
  readonly nodes: Node[];
  readonly instances: PlacedInstance[];
  readonly tags: readonly string[];
  readonly policy: IPolicy;
  /** What is added to a position to show it (the simulation numbers from 1). */
  readonly indexBase: number;
}

/** A group without a policy of its own yet. */
export function makeGroup(
  name: string,
  uuid: string,
  allocPolicy: string,
  tags: readonly string[],
  networks: readonly string[],
  policy: IPolicy = DEFAULT_POLICY,
): Group {
  return { name, uuid, allocPolicy, tags, networks, policy };
}

/** A group is its position, its uuid or its name. */
export function findGroup(groups: readonly Group[], name: string): number | undefined {
  const found = groups.flatMap((g, i) => (g.name === name || g.uuid === name ? [i] : []));
  return found.length === 1 ? found[0] : undefined;
}
