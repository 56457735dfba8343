import { HtoolsError } from '../model/error.js';
import type { Instance } from '../model/instance.js';
import type { State } from '../model/state.js';
import type { AllocationOptions, Placer } from './placer.js';
import type { FailCounts } from './size.js';
import { availableMem } from './totals.js';

/** What came of filling a cluster with instances; new instances follow those that were there. */
export interface Filled {
  readonly placer: Placer;
  /** Why no more fit. */
  readonly faults: FailCounts;
}

/** Steps without looking at the capacity to empty nodes, when the room for a longer one cannot be told. */
const SHORT_STEP = 10;
const LEAST_LONG_STEP = 20;

/** How many instances a placer has beyond those that were there first. */
export function newCount({ state }: Placer, first: number): number {
  return state.instances.length - first;
}

function checkTargets({ targets }: Placer): void {
  if (targets.nodes.length > 0) return;
  throw new HtoolsError(targets.nodesEach === 2 ? 'Not enough online nodes' : 'No online nodes');
}

/** Places instances one by one until none fits or `limit` are placed. The placer given is left as it is. */
function fillOneByOne(
  start: Placer,
  inst: Instance,
  limit: number | undefined,
  first: number,
  options: AllocationOptions,
): Filled {
  checkTargets(start);
  const how = inst.hasSecondary ? { ...options, capacity: false } : options;
  let placer = start;
  for (let left = limit; ; left = left === undefined ? undefined : left - 1) {
    const place = placer.seek(inst, how);
    if (!('primary' in place)) return { placer, faults: place };
    if (left === 0) return { placer, faults: placer.faults(inst, how, true) };
    if (placer === start) placer = start.copy();
    placer.place(inst.with({ name: `new-${String(newCount(placer, first))}` }), place);
  }
}

function longStep(state: State, inst: Instance): number {
  const available = state.nodes.reduce((sum, _, n) => sum + availableMem(state, n), 0);
  return Math.max(LEAST_LONG_STEP, Math.floor(available / inst.mem) - state.nodes.length);
}

/**
 * Fills a cluster with instances of one size. Whether nodes could still be emptied is checked after long steps, then
 * after short ones, and only at last after each instance; the outcome is the same. `first` instances were there before
 * any was placed.
 */
export function fillStandard(
  start: Placer,
  inst: Instance,
  limit: number | undefined,
  first: number,
  options: AllocationOptions,
): Filled {
  if (!options.capacity) return fillOneByOne(start, inst, limit, first, options);
  const unchecked = { ...options, capacity: false };
  let placer = start;
  let left = limit;
  let long = true;
  for (;;) {
    const step = long ? longStep(placer.state, inst) : SHORT_STEP;
    const tried = fillOneByOne(placer, inst, Math.min(step, left ?? step), first, unchecked);
    if (!tried.placer.isRedundant(options)) {
      if (!long) return fillOneByOne(placer, inst, left, first, options);
      long = false;
      continue;
    }
    if (left !== undefined) left = Math.max(0, left - step);
    if (left === 0 || tried.placer === placer) return tried;
    placer = tried.placer;
  }
}
