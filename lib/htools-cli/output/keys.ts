import type { Environment } from '../framework/environment.js';

function quoted(value: string): string {
  return /^[\p{L}\p{N}.]*$/u.test(value) ? value : `'${value}'`;
}

/** Shows pairs as shell variables with a prefix. */
export function showKeys(env: Environment, prefix: string, pairs: readonly (readonly [string, string])[]): void {
  env.out(pairs.map(([key, value]) => `${prefix}_${key.toUpperCase()}=${quoted(value)}\n`).join(''));
}
