import { SeededRandom } from './random.js';

/** Kinds of steps, with how often each is taken. */
const WEIGHTS = {
  create: 14,
  start: 8,
  stop: 8,
  migrate: 8,
  failover: 6,
  remove: 7,
  tag: 12,
  untag: 4,
  delay: 5,
  burst: 3,
  chain: 3,
  cancel: 5,
  priority: 3,
  archive: 2,
  nodeRole: 4,
  clusterParams: 2,
  restartMaster: 1,
} as const;

/** Steps that break something, or mend it. */
const FAULTS = {
  killMaster: 4,
  cutMasterPower: 3,
  killOnReply: 4,
  crashNode: 4,
  bootNode: 5,
  killNoded: 2,
  restartNoded: 2,
  cutNode: 3,
  splitNetwork: 2,
  lossy: 2,
  diskFault: 2,
  slowDisk: 2,
  failoverMaster: 3,
} as const;

/** Names of all kinds. */
export const STEP_KINDS: readonly string[] = [...Object.keys(WEIGHTS), ...Object.keys(FAULTS)];

/** What is done to machines, daemons, network and disks. */
export type FaultKind = keyof typeof FAULTS | 'restartMaster';
/** What clients do. */
export type WorkKind = Exclude<keyof typeof WEIGHTS, 'restartMaster'>;
export type StepKind = WorkKind | FaultKind;
/** What each kind of step does. */
export type StepTable<K extends StepKind> = Readonly<Record<K, (step: Step) => void>>;

/** The element at a fraction of a list; undefined when it is empty. */
export function at<T>(list: readonly T[], fraction: number): T | undefined {
  return list[Math.floor(fraction * list.length)];
}

/** One step: its kind, numbers from 0 to 1 that choose what it is about, and how long to wait afterwards. */
export interface Step {
  readonly kind: StepKind;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** Milliseconds. */
  readonly wait: number;
}

/**
 * The steps that follow from a seed, but for kinds that are left out. One run in four breaks nothing, so that its sums
 * can be exact.
 */
export function planSteps(seed: string, count: number, without: readonly string[] = []): Step[] {
  const random = new SeededRandom(`steps of ${seed}`);
  const calm = random.chance(0.25);
  const rows = Object.entries({ ...WEIGHTS, ...(calm ? {} : FAULTS) })
    .filter(([kind]) => !without.includes(kind))
    .map(([kind, weight]): [number, StepKind] => [weight, kind as StepKind]);

  return Array.from({ length: count }, () => ({
    kind: random.weighted(rows),
    a: random.fraction(),
    b: random.fraction(),
    c: random.fraction(),
    wait: random.weighted<() => number>([
      [3, () => 0],
      [5, () => random.between(0, 20)],
      [5, () => random.between(20, 2000)],
      [2, () => random.between(2000, 20_000)],
    ])(),
  }));
}
