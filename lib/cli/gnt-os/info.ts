import { defineCommand, many } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';
import { formatInfo, pairs } from '../output/info.js';
import { str } from '../output/python.js';

type Params = Readonly<Record<string, unknown>>;
type Row = readonly [
  name: string,
  valid: boolean,
  variants: readonly string[],
  parameters: readonly (readonly [string, string])[],
  apiVersions: readonly number[],
  blacklisted: boolean,
  hidden: boolean,
  hvParams: Readonly<Record<string, Params>>,
  osParams: Readonly<Record<string, Params>>,
  trusted: boolean,
];

function lines([name, valid, variants, parameters, apiVersions, blacklisted, hidden, , , trusted]: Row): string[] {
  return [
    `${name}:`,
    `  - valid: ${str(valid)}`,
    `  - hidden: ${str(hidden)}`,
    `  - blacklisted: ${str(blacklisted)}`,
    ...(valid
      ? [
          '  - API versions:',
          ...apiVersions.toSorted((a, b) => a - b).map((version) => `    - ${String(version)}`),
          '  - variants:',
          ...variants.map((variant) => `    - ${variant}`),
          '  - parameters:',
          ...parameters.map(([parameter, doc]) => `    - ${parameter}: ${doc}`),
        ]
      : []),
    `  - trusted: ${str(trusted)}`,
    '',
  ];
}

/** A name that is no definition may still have parameters of its own in the cluster: a variant, or one not installed. */
function clusterParams(name: string, rows: readonly Row[]): string {
  const hv = Object.assign({}, ...rows.map((row) => row[7])) as Record<string, Params>;
  const os = Object.assign({}, ...rows.map((row) => row[8])) as Record<string, Params>;
  if (!Object.hasOwn(hv, name) && !Object.hasOwn(os, name)) return `${name}: `;
  return formatInfo(
    pairs([name, pairs(['OS-specific hypervisor parameters', hv[name] ?? {}], ['OS parameters', os[name] ?? {}])]),
  );
}

/** gnt-os info: everything about operating systems. */
export const info = defineCommand({
  tool: 'gnt-os',
  name: 'info',
  usage: '',
  args: [many('os')],
  options: { priority: o.priority },
  async run({ args, session }) {
    const fields = [
      'name',
      'valid',
      'variants',
      'parameters',
      'api_versions',
      'blacklisted',
      'hidden',
      'os_hvp',
      'osparams',
      'trusted',
    ];
    const rows = (await session.jobs.submit(
      opcode('OP_OS_DIAGNOSE', { output_fields: fields, names: [] }),
    )) as readonly Row[];
    const wanted = args.length === 0 ? rows : rows.filter(([name]) => args.includes(name));
    for (const row of wanted) for (const line of lines(row)) session.out(line);
    for (const name of args.filter((arg) => !rows.some(([known]) => known === arg))) {
      session.out(clusterParams(name, rows));
      session.out('');
    }
    return 0;
  },
});
