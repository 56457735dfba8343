import { defineCommand, many } from '../framework/command.js';
import { formatInfo, pairs, type Pairs } from '../output/info.js';
import { withDefaults } from '../output/params.js';
import { formatPolicy } from '../output/policy.js';

type Params = Readonly<Record<string, unknown>>;
type Row = readonly [
  name: string,
  ndparams: Params,
  ownNdparams: Params,
  diskparams: Params,
  ownDiskparams: Params,
  ipolicy: Params,
  ownIpolicy: Params,
];
const FIELDS = [
  ...['name', 'ndparams', 'custom_ndparams', 'diskparams', 'custom_diskparams', 'ipolicy', 'custom_ipolicy'],
] as const;

function groupInfo([name, ndparams, ownNd, diskparams, ownDisk, ipolicy, ownPolicy]: Row): Pairs {
  return pairs(
    ['Node group', name],
    ['Node parameters', withDefaults(ownNd, ndparams)],
    ['Disk parameters', withDefaults(ownDisk, diskparams)],
    ['Instance policy', formatPolicy(ownPolicy, ipolicy)],
  );
}

/** gnt-group info: everything about node groups. */
export const info = defineCommand({
  tool: 'gnt-group',
  name: 'info',
  usage: '[<group>...]',
  args: [many('group')],
  options: {},
  async run({ args, session }) {
    const rows = await (await session.client()).queryPlain('QueryGroups', args, FIELDS);
    session.out(formatInfo((rows as unknown as Row[]).map(groupInfo)));
    return 0;
  },
});
