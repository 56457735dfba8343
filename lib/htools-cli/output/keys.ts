import type { Surroundings } from '../framework/environment.js';

/** A value as shells may read it: quoted unless it is letters, digits and points. */
function quoted(value: string): string {
  return /^[\p{L}\p{N}.]*$/u.test(value) ? value : `'${value}'`;
}

/** A value as JSON has it: a number where it is one. */
function typed(value: string): string | number {
  return value !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
}

/** Prints values for programs: PREFIX_KEY=value; the report gets KEY and the value. */
export function printKeys(env: Surroundings, prefix: string, pairs: readonly (readonly [string, string])[]): void {
  for (const [key, value] of pairs) {
    env.out(`${prefix}_${key.toUpperCase()}=${quoted(value)}\n`);
    env.report.set(key.toUpperCase(), typed(value));
  }
}
