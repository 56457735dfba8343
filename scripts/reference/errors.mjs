import { heading, table } from './markdown.mjs';

export const needs = ['protocol'];

/** Classes of errors with what they carry and what they lead to. */
export function page({ protocol: { ERRORS, ECODES } }) {
  const text =
    'Errors travel as `[class, [arguments]]` on LUXI and in job results. An `OpPrereqError` says by its second argument why a check failed.';
  const rows = Object.entries(ERRORS).map(([name, e]) => [
    `\`${name}\``,
    e.parent ? `\`${e.parent}\`` : '',
    e.args.map((a) => `\`${a}\``).join(', '),
    String(e.http ?? 500),
    String(e.exit ?? 1),
  ]);
  const codes = Object.entries(ECODES).map(([name, value]) => [`\`${name}\``, `\`${value}\``]);
  return (
    heading('Errors', text, 'packages/protocol/src/error-table.ts') +
    `\n## Codes of OpPrereqError\n${table(['name', 'on the wire'], codes)}` +
    `\n## Classes\n${table(['class', 'kind of', 'arguments', 'HTTP status', 'exit code'], rows)}`
  );
}
