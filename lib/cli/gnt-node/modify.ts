import { defineCommand, one } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';
import { changeLines } from '../output/changes.js';
import { nestedGroups, parameterGroups } from '../states.js';

/** gnt-node modify: changes the role or the settings of a node. */
export const modify = defineCommand({
  tool: 'gnt-node',
  name: 'modify',
  usage: '<node-name>',
  args: [one('node')],
  options: {
    force: o.force,
    ...o.jobOptions,
    masterCandidate: o.masterCandidate,
    drained: o.drained,
    offline: o.offline,
    masterCapable: o.masterCapable,
    vmCapable: o.vmCapable,
    secondaryIp: o.secondaryIp,
    autoPromote: o.autoPromote,
    nodeParams: o.nodeParams,
    nodePowered: o.nodePowered,
    hvState: o.hvState,
    diskState: o.diskState,
  },
  async run({ opts, args: [name = ''], session }) {
    // --node-powered does not count as a change by itself, as in the original (lib/client/gnt_node.py).
    const changes = [
      opts.masterCandidate,
      opts.drained,
      opts.offline,
      opts.masterCapable,
      opts.vmCapable,
      opts.secondaryIp,
      opts.nodeParams,
    ];
    if (changes.every((change) => change === null) && opts.hvState.length === 0 && opts.diskState.length === 0) {
      session.err('Nothing to change: give one of the options at least.');
      return 1;
    }
    if (opts.offline === false && !opts.force) {
      const question =
        'You are setting this node online by hand. If the configuration has changed while it was away, two nodes may take themselves for the master, or worse; gnt-node add --readd brings a node back safely. Are you sure that nothing has changed?';
      if (!session.ask(question)) return 1;
    }
    const op = opcode('OP_NODE_SET_PARAMS', {
      node_name: name,
      master_candidate: opts.masterCandidate,
      offline: opts.offline,
      drained: opts.drained,
      master_capable: opts.masterCapable,
      vm_capable: opts.vmCapable,
      secondary_ip: opts.secondaryIp,
      force: opts.force,
      ndparams: opts.nodeParams,
      auto_promote: opts.autoPromote,
      powered: opts.nodePowered,
      hv_state: parameterGroups('--hypervisor-state', opts.hvState),
      disk_state: nestedGroups('--disk-state', opts.diskState),
    });
    const result = (await session.jobs.submitOrSend(op)) as readonly (readonly [string, unknown])[];
    if (result.length > 0) for (const line of changeLines(`node ${name}`, result)) session.out(line);
    return 0;
  },
});
