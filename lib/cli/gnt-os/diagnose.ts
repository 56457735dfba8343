import { OS_API_V15, OS_API_V20 } from '@gnt/constants';
import { defineCommand } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';
import { niceSort } from '../output/sort.js';

/** One place where a node found the definition. */
type Found = readonly [
  path: string,
  valid: boolean,
  why: string,
  variants: readonly string[],
  parameters: readonly (readonly string[])[],
  apiVersions: readonly number[],
  trusted: boolean,
];
type Row = readonly [
  name: string,
  valid: boolean,
  variants: readonly string[],
  nodes: Readonly<Record<string, readonly Found[]>>,
  hidden: boolean,
  blacklisted: boolean,
];

function validity(valid: boolean, why: string): string {
  return valid ? 'valid' : `invalid - ${why}`;
}

function inBrackets(title: string, values: readonly unknown[]): string {
  return values.length > 0 ? ` [${title}: ${values.join(', ')}]` : ` [no ${title}]`;
}

/** What a node says of the definition that counts, the first one found. */
function firstStatus([path, valid, why, variants, parameters, apiVersions, trusted]: Found): string {
  const newest = Math.max(0, ...apiVersions);
  return [
    `${validity(valid, why)} (path: ${path})`,
    apiVersions.length > 0 ? ` [API versions: ${apiVersions.join(', ')}]` : ' [no API versions declared]',
    newest >= OS_API_V15 ? inBrackets('variants', variants) : '',
    newest >= OS_API_V20
      ? inBrackets(
          'parameters',
          parameters.map(([name]) => name),
        )
      : '',
    trusted ? ' [trusted]' : ' [untrusted]',
  ].join('');
}

/** The lines about one operating system, and whether something is wrong with it. */
function report([name, , variants, nodes, hidden, blacklisted]: Row): { lines: string[]; bad: boolean } {
  const good = niceSort(Object.keys(nodes).filter((node) => nodes[node]?.[0]?.[1] === true));
  const bad = niceSort(Object.keys(nodes).filter((node) => nodes[node]?.[0]?.[1] !== true));
  const status =
    bad.length === 0 && good.length > 0 ? 'valid' : good.length === 0 && bad.length > 0 ? 'invalid' : 'partial valid';
  const lines = [
    `OS: ${name} [global status: ${status}]${hidden ? ' [hidden]' : ''}${blacklisted ? ' [blacklisted]' : ''}`,
  ];
  if (variants.length > 0) lines.push(`  Variants: [${variants.join(', ')}]`);
  for (const node of [...good, ...bad]) {
    const [first, ...others] = nodes[node] ?? [];
    lines.push(`  Node: ${node}, status: ${first ? firstStatus(first) : 'OS not found'}`);
    for (const [path, valid, why] of others) lines.push(`    [hidden] path: ${path}, status: ${validity(valid, why)}`);
  }
  return { lines: [...lines, ''], bad: status !== 'valid' };
}

/** gnt-os diagnose: what each node says of each operating system. */
export const diagnose = defineCommand({
  tool: 'gnt-os',
  name: 'diagnose',
  usage: '',
  args: [],
  options: { priority: o.priority },
  async run({ session }) {
    const fields = ['name', 'valid', 'variants', 'node_status', 'hidden', 'blacklisted'];
    const op = opcode('OP_OS_DIAGNOSE', { output_fields: fields, names: [] });
    const reports = ((await session.jobs.submit(op)) as readonly Row[]).map(report);
    for (const { lines } of reports) for (const line of lines) session.out(line);
    return reports.some(({ bad }) => bad) ? 1 : 0;
  },
});
