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

/** New instances of a placer, as many as there are beyond a number. */
export function newCount({ state }: Placer, before: number): number {
  return state.instances.length - before;
}

function checkTargets({ targets }: Placer): void {
  if (targets.nodes.length > 0) return;
  throw new HtoolsError(targets.nodesEach === 2 ? 'Not enough online nodes' : 'No online nodes');
}

/** Places instances one by one until none fits or `limit` are placed; changes the placer. */
function fillOneByOne(
  placer: Placer,
  inst: Instance,
  limit: number | undefined,
  first: number,
  options: AllocationOptions,
): FailCounts {
  checkTargets(placer);
  const how = inst.hasSecondary ? { ...options, capacity: false } : options;
  for (let left = limit; ; left = left === undefined ? undefined : left - 1) {
    const place = left === 0 ? undefined : placer.best(inst, how);
    if (!place) return placer.faults(inst, how);
    placer.place(inst.with({ name: `new-${String(newCount(placer, first))}` }), place);
  }
}

function longStep(state: State, inst: Instance): number {
  const available = state.nodes.reduce((sum, _, n) => sum + availableMem(state, n), 0);
  return Math.max(LEAST_LONG_STEP, Math.floor(available / inst.mem) - state.nodes.length);
}

/**
 * Fills a cluster with instances of one size. Emptying nodes is checked after long steps, then short ones, and only
 * at last after each instance; the outcome is the same. `first` instances were there before any was placed.
 */
export function fill(
  start: Placer,
  inst: Instance,
  limit: number | undefined,
  first: number,
  options: AllocationOptions,
): Filled {
  let placer = start;
  let left = limit;
  const loose = { ...options, capacity: false };
  for (let long = options.capacity; options.capacity;) {
    const step = long ? longStep(placer.state, inst) : SHORT_STEP;
    const tried = placer.copy();
    const faults = fillOneByOne(tried, inst, Math.min(step, left ?? step), first, loose);
    if (tried.isRedundant(options)) {
      if (left !== undefined) left = Math.max(0, left - step);
      if (left === 0 || tried.state.instances.length === placer.state.instances.length)
        return { placer: tried, faults };
      placer = tried;
    } else if (long) long = false;
    else break;
  }
  const last = placer.copy();
  return { placer: last, faults: fillOneByOne(last, inst, left, first, options) };
}
