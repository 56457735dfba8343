import type { Environment } from '../framework/environment.js';

/** A value as shells may read it: quoted unless it is letters, digits and points. */
function quoted(value: string): string {
  return /^[\p{L}\p{N}.]*$/u.test(value) ? value : `'${value}'`;
}

/** Prints values for programs: PREFIX_KEY=value. */
export function printKeys(env: Environment, prefix: string, pairs: readonly (readonly [string, string])[]): void {
  for (const [key, value] of pairs) env.out(`${prefix}_${key.toUpperCase()}=${quoted(value)}\n`);
}
