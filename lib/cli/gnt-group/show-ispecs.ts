import { ISPECS_MAX, ISPECS_MIN, ISPECS_MINMAX } from '@gnt/constants';
import { defineCommand, many } from '../framework/command.js';
import { flag } from '../framework/option.js';

type Specs = Readonly<Record<string, unknown>>;

function written(specs: Specs): string {
  return Object.entries(specs)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(',');
}

/** The option that gives a group the same limits; nothing when it has none of its own. */
function boundsOption(policy: Specs): string {
  const pairs = ((policy[ISPECS_MINMAX] ?? []) as readonly Readonly<Record<string, Specs>>[]).flatMap((pair) => {
    const [min, max] = [pair[ISPECS_MIN], pair[ISPECS_MAX]];
    return min && max ? [`min:${written(min)}/max:${written(max)}`] : [];
  });
  return pairs.length === 0 ? '' : ` --ipolicy-bounds-specs ${pairs.join('//')}`;
}

/** gnt-group show-ispecs-cmd: the commands that make groups with the same limits for instances. */
export const showIspecs = defineCommand({
  tool: 'gnt-group',
  name: 'show-ispecs-cmd',
  usage: '[--include-defaults] [<group>...]',
  args: [many('group')],
  options: { includeDefaults: flag(['--include-defaults'], 'with the limits that the group has from the cluster') },
  async run({ opts, args, session }) {
    const field = opts.includeDefaults ? 'ipolicy' : 'custom_ipolicy';
    const rows = await (await session.client()).queryPlain('QueryGroups', args, ['name', field]);
    for (const [name, policy] of rows) session.out(`gnt-group add${boundsOption(policy as Specs)} ${String(name)}`);
    return 0;
  },
});
