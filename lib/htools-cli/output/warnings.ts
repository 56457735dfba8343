import type { Environment } from '../framework/environment.js';

/** Tells nodes whose figures do not add up. */
export function showWarnings(messages: readonly string[], env: Environment): void {
  if (messages.length === 0) return;
  env.err(`Warning: cluster has inconsistent data:\n${messages.map((m) => `  - ${m}\n`).join('')}\n`);
}
