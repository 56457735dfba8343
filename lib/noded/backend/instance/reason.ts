import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { OPCODE_REASON_SRC_NODED } from '@gnt/constants';
import type { NodeContext } from '../../context.js';
import { NodeError } from '../../errors.js';

/** Why an instance changed its state: [source, reason, nanoseconds] from the first cause on. */
export type ReasonTrail = readonly (readonly [string, string, number])[];

/** The trail with this node's step at its end. */
export function extendTrail(ctx: Pick<NodeContext, 'clock'>, trail: ReasonTrail, step: string): ReasonTrail {
  return [...trail, [`${OPCODE_REASON_SRC_NODED}:${step}`, '', Math.round(ctx.clock.now() * 1e6)]];
}

/** Keeps the trail of an instance's last change of state where the monitoring daemon reads it. */
export async function storeReason(
  ctx: Pick<NodeContext, 'paths' | 'files'>,
  instance: string,
  trail: ReasonTrail,
): Promise<void> {
  if (instance === '' || basename(instance) !== instance) throw new NodeError(`Invalid instance name '${instance}'`);
  const directory = ctx.paths.file('instanceReasonDir');
  await mkdir(directory, { recursive: true, mode: 0o755 });
  await ctx.files.writeAtomic(join(directory, instance), JSON.stringify(trail), { mode: 0o600, durable: false });
}
