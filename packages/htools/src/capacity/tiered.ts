import type { FailMode } from '../model/fail.js';
import type { Instance } from '../model/instance.js';
import type { AllocationOptions, Placer } from './placer.js';
import { shrunk, type FailCounts } from './size.js';
import { fill, newCount, type Filled } from './standard.js';

/** Faults by how often they occurred, the rarest first. */
function rarestFirst(faults: FailCounts): FailMode[] {
  return [...faults].sort(([, a], [, b]) => a - b).map(([mode]) => mode);
}

/** The first size that fits when one resource alone is made smaller; undefined when that does not help. */
function sizeThatFits(
  placer: Placer,
  inst: Instance,
  fault: FailMode,
  options: AllocationOptions,
): Instance | undefined {
  let tried = inst;
  for (let next = shrunk(tried, fault); next; next = shrunk(tried, fault)) {
    if (placer.best(tried, options)) return tried;
    const lacking = placer.faults(tried, options).find(([mode]) => mode === fault);
    if (!lacking || lacking[1] === 0) return undefined;
    tried = next;
  }
  return undefined;
}

/**
 * Fills a cluster with instances that become smaller as room gets scarce: less of what was lacking most, a unit at a
 * time. Where that leads nowhere, as much less of one resource as it takes.
 */
export function fillTiered(
  start: Placer,
  inst: Instance,
  limit: number | undefined,
  first: number,
  options: AllocationOptions,
): Filled {
  const now = fill(start, inst, limit, first, options);
  const count = newCount(now.placer, first);
  if (limit !== undefined && limit <= count) return now;
  // What is left is counted from all instances placed so far, not from those of this size: the original's way.
  const left = limit === undefined ? undefined : limit - count;
  const faults = rarestFirst(now.faults);
  const most = faults.at(-1);
  const smaller = most === undefined ? undefined : shrunk(inst, most);
  if (smaller) {
    const then = fillTiered(now.placer, smaller, left, first, options);
    if (newCount(then.placer, first) > count) return then;
  }
  for (const fault of faults.reverse()) {
    const fitting = sizeThatFits(now.placer, inst, fault, options);
    if (fitting) return fillTiered(now.placer, fitting, left, first, options);
  }
  return now;
}
