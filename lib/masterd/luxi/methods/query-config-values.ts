import type { LuxiCall, LuxiHandler } from '../context.js';

const VALUES: Readonly<Record<string, (call: LuxiCall) => unknown>> = {
  cluster_name: ({ cfg }) => cfg.snapshot.cluster.cluster_name,
  watcher_pause: ({ watcherPause }) => watcherPause(),
  master_node: ({ cfg }) => cfg.snapshot.nodes[cfg.snapshot.cluster.master_node]?.name ?? null,
  drain_flag: ({ queue }) => queue.drained,
  modify_ssh_setup: ({ cfg }) => cfg.snapshot.cluster.modify_ssh_setup,
  ssh_key_type: ({ cfg }) => cfg.snapshot.cluster.ssh_key_type,
  ssh_key_bits: ({ cfg }) => cfg.snapshot.cluster.ssh_key_bits,
};

/** Single values of the cluster; null for a name that is not known. */
export const queryConfigValues: LuxiHandler<'QueryConfigValues'> = ({ fields }, call) =>
  Promise.all(fields.map(async (field) => (Object.hasOwn(VALUES, field) ? await VALUES[field]?.(call) : null)));
