import { EXIT_CONFIRMATION, NODE_EVAC_ALL, NODE_EVAC_PRI, NODE_EVAC_SEC } from '@gnt/constants';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { defineCommand, one } from '../framework/command.js';
import { runWithFollowUps } from '../framework/follow-ups.js';
import { opcode } from '../framework/opcode.js';
import { flag, value } from '../framework/option.js';
import * as type from '../framework/types.js';
import * as o from '../options.js';
import { niceSort } from '../output/sort.js';

/** gnt-node evacuate: moves instances off a node. */
export const evacuate = defineCommand({
  tool: 'gnt-node',
  name: 'evacuate',
  usage: '[-f] {-I <iallocator> | -n <dst>} [-p | -s] [options...] <node>',
  args: [one('node')],
  options: {
    force: o.force,
    iallocator: o.iallocator,
    ignoreSoftErrors: flag(['--ignore-soft-errors'], 'let the allocator go beyond limits that are not hard'),
    newSecondary: value(['-n', '--new-secondary'], type.text, 'replace secondary nodes by this one', {
      metavar: 'NODE',
    }),
    earlyRelease: o.earlyRelease,
    priority: o.priority,
    primaryOnly: flag(['-p', '--primary-only'], 'only instances whose primary node this is'),
    secondaryOnly: flag(['-s', '--secondary-only'], 'only instances whose secondary node this is'),
    ...o.submitOptions,
  },
  async run({ opts, args: [given = ''], session }) {
    if (opts.newSecondary !== null) {
      session.err('A new secondary node is given: no iallocator is asked, and only secondary instances are evacuated.');
    }
    const secondaryOnly = opts.secondaryOnly || opts.newSecondary !== null;
    const primaryOnly = opts.primaryOnly && opts.newSecondary === null;
    if (secondaryOnly && primaryOnly) {
      throw new OpPrereqError('--primary-only and --secondary-only exclude each other', ECODE_INVAL);
    }
    const fields = [...(secondaryOnly ? [] : ['pinst_list']), ...(primaryOnly ? [] : ['sinst_list'])];
    const rows = await (await session.client()).queryPlain('QueryNodes', [given], fields);
    const instances = niceSort([...new Set((rows as string[][][]).flat(2))]);
    if (instances.length === 0) {
      session.err(`No instances to evacuate on node(s) ${given}, exiting.`);
      return 0;
    }
    const question = `Relocate instance(s) ${instances.join(', ')} from node(s) ${given}?`;
    if (!opts.force && !session.ask(question)) return EXIT_CONFIRMATION;
    const failed = await runWithFollowUps(
      session,
      opcode('OP_NODE_EVACUATE', {
        node_name: given,
        mode: primaryOnly ? NODE_EVAC_PRI : secondaryOnly ? NODE_EVAC_SEC : NODE_EVAC_ALL,
        remote_node: opts.newSecondary,
        iallocator: opts.iallocator,
        early_release: opts.earlyRelease,
        ignore_soft_errors: opts.ignoreSoftErrors,
      }),
    );
    if (failed === 0) session.out('All instances evacuated successfully.');
    else session.out(`There were ${String(failed)} errors during the evacuation.`);
    return failed === 0 ? 0 : 1;
  },
});
