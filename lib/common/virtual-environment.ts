import { V_CLUSTER_HOSTNAME_ENVNAME, V_CLUSTER_ROOTDIR_ENVNAME } from '@gnt/constants';

/** The variables that make programs act for the same virtual node as this one, and find node; empty on a real machine. */
export function virtualEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const root = env[V_CLUSTER_ROOTDIR_ENVNAME];
  if (root === undefined || root === '') return {};
  const keep = [V_CLUSTER_ROOTDIR_ENVNAME, V_CLUSTER_HOSTNAME_ENVNAME, 'PATH', 'HOME', 'TMPDIR'];
  return Object.fromEntries(
    keep.flatMap((key): [string, string][] => (env[key] === undefined ? [] : [[key, env[key]]])),
  );
}
