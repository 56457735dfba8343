import type { FailMode } from '../model/fail.js';
import type { Instance } from '../model/instance.js';
import type { AllocationOptions, Placer } from './placer.js';
import { shrunk, type FailCounts } from './size.js';
import { fillStandard, newCount, type Filled } from './standard.js';

/** Faults by how often they occurred, the rarest first. */
function rarestFirst(faults: FailCounts): FailMode[] {
  return [...faults].sort(([, a], [, b]) => a - b).map(([mode]) => mode);
}

/** A size that was tried, and what came of it. */
interface Tier {
  readonly inst: Instance;
  readonly filled: Filled;
  /** How many more may be placed. */
  readonly left: number | undefined;
}

/** Fills with smaller and smaller instances, less of what was lacking most each time; a tier for each size. */
function descend(
  start: Placer,
  size: Instance,
  limit: number | undefined,
  first: number,
  options: AllocationOptions,
): { readonly tiers: Tier[]; readonly stopped: boolean } {
  const tiers: Tier[] = [];
  let inst: Instance | undefined = size;
  let placer = start;
  let left = limit;
  while (inst) {
    const filled = fillStandard(placer, inst, left, first, options);
    const count = newCount(filled.placer, first);
    const stopped = left !== undefined && left <= count;
    // What is left is counted from all instances placed so far, not from those of this size: the original's way.
    if (left !== undefined) left -= count;
    tiers.push({ inst, filled, left });
    if (stopped) return { tiers, stopped };
    placer = filled.placer;
    const most = rarestFirst(filled.faults).at(-1);
    inst = most === undefined ? undefined : shrunk(inst, most);
  }
  return { tiers, stopped: false };
}

/**
 * Fills a cluster with instances that become smaller as room gets scarce: less of what was lacking most, a unit at a
 * time. Where that leads nowhere, as much less of one resource as it takes.
 */
export function fillShrinking(
  start: Placer,
  inst: Instance,
  limit: number | undefined,
  first: number,
  options: AllocationOptions,
): Filled {
  const { tiers, stopped } = descend(start, inst, limit, first, options);
  let result: Filled | undefined = stopped ? tiers.pop()?.filled : undefined;
  for (const tier of tiers.reverse()) {
    if (result && newCount(result.placer, first) > newCount(tier.filled.placer, first)) continue;
    const { placer, faults } = tier.filled;
    const fitting = rarestFirst(faults)
      .reverse()
      .reduce<Instance | undefined>((found, fault) => found ?? placer.fitting(tier.inst, fault, options), undefined);
    result = fitting ? fillShrinking(placer, fitting, tier.left, first, options) : tier.filled;
  }
  return result ?? { placer: start, faults: [] };
}
