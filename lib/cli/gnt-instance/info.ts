import { defineCommand, many } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';
import { formatInfo } from '../output/info.js';
import { formatInstance, type InstanceData } from './info-format.js';

/** gnt-instance info: everything about instances. */
export const info = defineCommand({
  tool: 'gnt-instance',
  name: 'info',
  usage: '[-s] {--all | <instance-name>...}',
  args: [many('instance')],
  options: { staticOnly: o.staticOnly, showAll: o.showAll, roman: o.roman, priority: o.priority },
  async run({ opts, args, session }) {
    if (args.length === 0 && !opts.showAll) {
      session.err('Name instances, or pass --all to see every one.');
      session.err('In a large cluster that may take some time.');
      return 1;
    }
    if (args.length > 0 && opts.showAll) {
      session.err('--all goes without names of instances.');
      return 1;
    }
    const op = opcode('OP_INSTANCE_QUERY_DATA', {
      instances: [...args],
      static: opts.staticOnly,
      use_locking: !opts.staticOnly,
    });
    const result = (await session.jobs.submit(op)) as Readonly<Record<string, InstanceData>>;
    const instances = Object.values(result);
    if (instances.length === 0) {
      session.out('No instances.');
      return 1;
    }
    session.out(formatInfo(instances.map((instance) => formatInstance(instance, opts.roman))));
    return 0;
  },
});
