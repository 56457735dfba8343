import { ht } from '@gnt/ht';
import { defineCall } from './define.js';
import { masterNetworkParameters } from './payloads.js';

/** Calls of bootstrap and failover. */
export const masterCalls = {
  master_node_name: defineCall({
    doc: 'Who this node thinks is the master.',
    nodes: 'many',
    args: {},
    result: ht.string,
    timeout: 'urgent',
    idempotent: true,
  }),
  node_start_master_daemons: defineCall({
    doc: "Start the master's daemons, asking the other nodes or not.",
    nodes: 'one',
    args: { no_voting: ht.bool },
    result: ht.none,
    timeout: 'fast',
    idempotent: true,
  }),
  node_stop_master: defineCall({
    doc: "Take the master's address down and stop its daemons.",
    nodes: 'one',
    args: {},
    result: ht.none,
    timeout: 'fast',
    idempotent: true,
  }),
  node_activate_master_ip: defineCall({
    doc: "Bring the cluster's address up here.",
    nodes: 'one',
    args: { master_params: masterNetworkParameters, use_external_mip_script: ht.bool },
    result: ht.none,
    timeout: 'fast',
    idempotent: true,
  }),
  node_deactivate_master_ip: defineCall({
    doc: "Take the cluster's address down here.",
    nodes: 'one',
    args: { master_params: masterNetworkParameters, use_external_mip_script: ht.bool },
    result: ht.none,
    timeout: 'fast',
    idempotent: true,
  }),
  node_change_master_netmask: defineCall({
    doc: "Give the cluster's address another netmask.",
    nodes: 'one',
    args: { old_netmask: ht.int, netmask: ht.int, master_ip: ht.string, master_netdev: ht.string },
    result: ht.none,
    timeout: 'fast',
    idempotent: false,
  }),
  node_leave_cluster: defineCall({
    doc: 'Remove everything of the cluster from this node; the daemon ends afterwards.',
    nodes: 'one',
    args: { modify_ssh_setup: ht.bool },
    result: ht.any,
    timeout: 'normal',
    idempotent: false,
  }),
};
