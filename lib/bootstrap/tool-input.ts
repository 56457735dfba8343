import { faultsOf } from '@gnt/ht/validate';
import type { Type } from '@gnt/ht';
import { GanetiError } from '@gnt/protocol';
import type { BootstrapContext } from './context.js';

/** Parses what a tool was sent on standard input; all faults at once. */
export function readRequest<T>(type: Type<T>, input: string): T {
  let value: unknown;
  try {
    value = JSON.parse(input);
  } catch (e) {
    throw new GanetiError('ParseError', [`Standard input is not JSON: ${e instanceof Error ? e.message : String(e)}`], {
      cause: e,
    });
  }
  const faults = faultsOf(type, value);
  if (faults.length > 0) {
    throw new GanetiError('ParseError', [
      `Standard input: ${faults.map((f) => `${f.path || 'request'} ${f.message}`).join('; ')}`,
    ]);
  }
  return value as T;
}

/** A node that belongs to a cluster takes orders for that cluster only. */
export async function checkClusterName(name: string, ctx: BootstrapContext): Promise<void> {
  const own = (await ctx.files.readTextIfPresent(ctx.paths.ssconf('cluster_name')))?.trim();
  if (own !== undefined && own !== name) {
    throw new GanetiError('GenericError', [`This node belongs to cluster '${own}', not to '${name}'`]);
  }
}
