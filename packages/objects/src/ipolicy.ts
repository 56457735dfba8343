import {
  DISK_TEMPLATES,
  DT_DISKLESS,
  IPOLICY_ALL_KEYS,
  IPOLICY_PARAMETERS,
  ISPECS_MINMAX_KEYS,
  ISPECS_PARAMETERS,
  ISPEC_CPU_COUNT,
  ISPEC_DISK_COUNT,
  ISPEC_DISK_SIZE,
  ISPEC_MEM_SIZE,
  ISPEC_NIC_COUNT,
  ISPEC_SPINDLE_USE,
  MAX_DISKS,
  MAX_NICS,
  type DiskTemplate,
} from '@gnt/constants';
import type { FilledIPolicy, FilledISpecParams, MinMaxISpecs } from './classes/ipolicy.js';
import type { Frozen } from './frozen.js';

const smallest: FilledISpecParams = {
  'memory-size': 128,
  'disk-size': 1024,
  'disk-count': 1,
  'cpu-count': 1,
  'nic-count': 1,
  'spindle-use': 1,
};

/** The pair of bounds a new cluster starts with. */
export const ISPECS_MINMAX_DEFAULTS: Frozen<MinMaxISpecs> = {
  min: smallest,
  max: {
    'memory-size': 32768,
    'disk-size': 1024 * 1024,
    'disk-count': MAX_DISKS,
    'cpu-count': 8,
    'nic-count': MAX_NICS,
    'spindle-use': 12,
  },
};

/** The instance policy a new cluster starts with. */
export const IPOLICY_DEFAULTS: Frozen<FilledIPolicy> = {
  minmax: [ISPECS_MINMAX_DEFAULTS],
  std: smallest,
  'spindle-ratio': 32,
  'vcpu-ratio': 4,
  'disk-templates': DISK_TEMPLATES,
};

/** Kinds of the sizes a policy limits. */
export const ISPECS_PARAMETER_TYPES = Object.fromEntries(ISPECS_PARAMETERS.map((name) => [name, 'int'])) as Record<
  (typeof ISPECS_PARAMETERS)[number],
  'int'
>;

type Spec = Readonly<Partial<Record<string, unknown>>>;
const isSpec = (value: unknown): value is Spec => typeof value === 'object' && value !== null && !Array.isArray(value);

function* specFaults(spec: unknown, where: string): Generator<string> {
  if (!isSpec(spec)) {
    yield `${where} is not a set of instance specs`;
    return;
  }
  const missing = ISPECS_PARAMETERS.filter((name) => !Object.hasOwn(spec, name));
  if (missing.length > 0) yield `Missing instance specs parameters for ${where}: ${missing.join(', ')}`;
  for (const [name, value] of Object.entries(spec)) {
    if (!ISPECS_PARAMETERS.some((p) => p === name)) yield `Unknown parameter '${name}' in ${where}`;
    else if (typeof value !== 'number' || !Number.isInteger(value))
      yield `'${name}' in ${where} is not a valid integer`;
  }
}

function* minMaxFaults(minmax: unknown, std: unknown, checkStd: boolean): Generator<string> {
  if (!Array.isArray(minmax) || minmax.length === 0) {
    yield 'Empty minmax specifications';
    return;
  }
  let stdFits = false;
  for (const [i, pair] of (minmax as unknown[]).entries()) {
    const faults = isSpec(pair)
      ? ISPECS_MINMAX_KEYS.flatMap((key) => [...specFaults(pair[key], `minmax[${String(i)}]/${key}`)])
      : ['not a min/max pair'];
    yield* faults;
    if (faults.length > 0) continue;
    const { min, max } = pair as MinMaxISpecs;
    for (const name of ISPECS_PARAMETERS) {
      if (min[name] > max[name])
        yield `Instance policy: the minimum of ${name} is above its maximum: ${String(min[name])}/${String(max[name])}`;
    }
    const within = (name: keyof FilledISpecParams): boolean => {
      const value = (std as FilledISpecParams)[name];
      return value >= min[name] && value <= max[name];
    };
    stdFits ||= checkStd && isSpec(std) && ISPECS_PARAMETERS.every(within);
  }
  if (checkStd && !stdFits) yield 'Invalid std specifications: they fit no min/max pair';
}

/** All faults of an instance policy; the cluster's has to have (and fit) standard sizes. */
export function* ipolicyFaults(policy: Spec, isCluster: boolean): Generator<string> {
  if (policy['minmax'] !== undefined && policy['minmax'] !== null) {
    if (isCluster) {
      if (policy['std'] === undefined) yield 'Missing key in ipolicy: std';
      else yield* specFaults(policy['std'], 'std');
    }
    yield* minMaxFaults(policy['minmax'], policy['std'], isCluster);
  }
  const templates = policy['disk-templates'];
  if (templates !== undefined && templates !== null) {
    const wrong = Array.isArray(templates)
      ? templates.filter((t) => !DISK_TEMPLATES.includes(t as DiskTemplate))
      : [templates];
    if (wrong.length > 0) yield `Invalid disk template(s) ${wrong.map(String).join(', ')}`;
    if (Array.isArray(templates) && templates.length === 0) yield 'An instance policy needs a disk template at least';
  }
  for (const key of IPOLICY_PARAMETERS) {
    const value = policy[key];
    if (value !== undefined && value !== null && !(typeof value === 'number' && Number.isFinite(value))) {
      yield `Invalid value for key '${key}': ${JSON.stringify(value)} is not a number`;
    }
  }
  const unknown = Object.keys(policy).filter((key) => !IPOLICY_ALL_KEYS.some((k) => k === key));
  if (unknown.length > 0) yield `Invalid keys in ipolicy: ${unknown.join(', ')}`;
}

/** The sizes of an instance that policies look at; null is not looked at. */
export interface InstanceSizes {
  readonly memory: number | null;
  readonly vcpus: number | null;
  readonly nics: number;
  readonly spindleUse: number | null;
  readonly diskSizes: readonly number[];
  readonly diskTypes: readonly DiskTemplate[];
}

function outside(
  pair: Frozen<MinMaxISpecs>,
  name: keyof FilledISpecParams,
  value: number | null,
  index?: number,
): string | undefined {
  if (value === null || (value >= pair.min[name] && value <= pair.max[name])) return undefined;
  const full = index === undefined ? name : `${name}/${String(index)}`;
  return `${full} value ${String(value)} is not in range [${String(pair.min[name])}, ${String(pair.max[name])}]`;
}

/** How an instance breaks a policy: its template, and the faults against the pair of bounds it fits best. */
export function ipolicyViolations(policy: Frozen<FilledIPolicy>, sizes: InstanceSizes): string[] {
  const allowed = policy['disk-templates'];
  const used = sizes.diskSizes.length === 0 ? [DT_DISKLESS as DiskTemplate] : [...new Set(sizes.diskTypes)];
  const forbidden = used.filter((t) => !allowed.includes(t));
  const found =
    forbidden.length === 0
      ? []
      : [`Disk template ${forbidden.join(', ')} is not among those allowed: ${allowed.join(', ')}`];
  let best: string[] | undefined;
  for (const pair of policy.minmax) {
    const faults = [
      outside(pair, ISPEC_MEM_SIZE, sizes.memory),
      outside(pair, ISPEC_CPU_COUNT, sizes.vcpus),
      outside(pair, ISPEC_NIC_COUNT, sizes.nics),
      outside(pair, ISPEC_SPINDLE_USE, sizes.spindleUse),
      ...sizes.diskSizes.map((size, i) => outside(pair, ISPEC_DISK_SIZE, size, i)),
      sizes.diskSizes.length === 0 ? undefined : outside(pair, ISPEC_DISK_COUNT, sizes.diskSizes.length),
    ].filter((fault) => fault !== undefined);
    if (best === undefined || faults.length < best.length) best = faults;
  }
  return [...found, ...(best ?? [])];
}
