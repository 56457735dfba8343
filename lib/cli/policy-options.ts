import { ISPECS_MINMAX_KEYS, ISPECS_PARAMETERS, ISPECS_STD, type EnforcedType } from '@gnt/constants';
import { IPOLICY_DEFAULTS, ISPECS_MINMAX_DEFAULTS, ISPECS_PARAMETER_TYPES } from '@gnt/objects';
import { ECODE_INVAL, isA, OpPrereqError } from '@gnt/protocol';
import { value } from './framework/option.js';
import * as type from './framework/types.js';
import type { KeyValues } from './framework/types.js';
import { parseUnit } from './output/units.js';
import { enforced } from './params.js';

function limit(name: string, what: string) {
  return value([name], type.keyValues, `${what}: min, max and std`, { fallback: {} });
}

/** Options that set an instance policy as a whole, and its ratios and templates. */
export const policyOptions = {
  boundsSpecs: value(
    ['--ipolicy-bounds-specs'],
    type.identKeyValueLists,
    'pairs of bounds, min:name=value,.../max:name=value,...[//min:...]',
  ),
  diskTemplates: value(
    ['--ipolicy-disk-templates'],
    type.words,
    'disk templates that instances may have, separated by commas',
  ),
  vcpuRatio: value(
    ['--ipolicy-vcpu-ratio'],
    type.maybeFloat,
    'how many virtual processors there may be for each real one',
  ),
  spindleRatio: value(['--ipolicy-spindle-ratio'], type.maybeFloat, 'how many instances there may be for each spindle'),
};
/** The sizes that an instance has when nothing else is said. */
export const standardSpecs = value(
  ['--ipolicy-std-specs'],
  type.keyValues,
  'usual sizes of an instance, name=value,...',
);
/** Options that set the limits of one size each. */
export const splitSpecs = {
  cpuCount: limit('--specs-cpu-count', 'limits of the number of processors'),
  diskCount: limit('--specs-disk-count', 'limits of the number of disks'),
  diskSize: limit('--specs-disk-size', 'limits of the size of a disk, in MiB or with a unit'),
  memSize: limit('--specs-mem-size', 'limits of the memory, in MiB or with a unit'),
  nicCount: limit('--specs-nic-count', 'limits of the number of network interfaces'),
};

/** The values of those options. */
export interface PolicyRequest {
  readonly boundsSpecs: readonly Readonly<Record<string, KeyValues>>[] | null;
  readonly standardSpecs: KeyValues | null;
  readonly diskTemplates: readonly string[] | null;
  readonly vcpuRatio: number | 'default' | null;
  readonly spindleRatio: number | 'default' | null;
  readonly cpuCount: KeyValues;
  readonly diskCount: KeyValues;
  readonly diskSize: KeyValues;
  readonly memSize: KeyValues;
  readonly nicCount: KeyValues;
}

type Specs = Record<string, unknown>;
const SIZES: ReadonlySet<string> = new Set(['memory-size', 'disk-size']);

function size(name: string, given: unknown, where: string): number {
  try {
    return parseUnit(String(given));
  } catch (error) {
    if (!isA(error, 'UnitParseError')) throw error;
    throw new OpPrereqError(`Invalid parameter ${name} (${String(given)}) in ${where}: ${error.message}`, ECODE_INVAL, {
      cause: error,
    });
  }
}

function parseSpecs(given: KeyValues, where: string, complete: boolean): Specs {
  const sized = Object.entries(given).map(([name, text]) => [name, SIZES.has(name) ? size(name, text, where) : text]);
  const specs = enforced(Object.fromEntries(sized) as Specs, ISPECS_PARAMETER_TYPES);
  const missing = ISPECS_PARAMETERS.filter((name) => !Object.hasOwn(specs, name));
  if (complete && missing.length > 0) {
    throw new OpPrereqError(`Missing parameters in ipolicy spec ${where}: ${missing.join(', ')}`, ECODE_INVAL);
  }
  return specs;
}

function parseBounds(pairs: NonNullable<PolicyRequest['boundsSpecs']>): Record<string, Specs>[] {
  return pairs.map((pair) =>
    Object.fromEntries(
      Object.entries(pair).map(([key, given]) => {
        if (!ISPECS_MINMAX_KEYS.some((known) => known === key)) {
          throw new OpPrereqError(`Invalid key in bounds instance specifications: ${key}`, ECODE_INVAL);
        }
        return [key, parseSpecs(given, key, true)];
      }),
    ),
  );
}

/** The limits of single sizes, filled up by those a new cluster starts with. */
function fromSplitSpecs(limits: Readonly<Record<string, KeyValues>>): Record<string, unknown> {
  const kinds: Readonly<Record<string, EnforcedType>> = { min: 'int', max: 'int', std: 'int' };
  const result: Record<'min' | 'max' | 'std', Specs> = {
    min: { ...ISPECS_MINMAX_DEFAULTS.min },
    max: { ...ISPECS_MINMAX_DEFAULTS.max },
    std: { ...IPOLICY_DEFAULTS.std },
  };
  for (const [name, given] of Object.entries(limits)) {
    const sized = Object.entries(given).map(([key, text]) => [
      key,
      SIZES.has(name) ? size(name, text, `--specs-${name}`) : text,
    ]);
    const specs = enforced(Object.fromEntries(sized) as Specs, kinds);
    for (const key of ['min', 'max', 'std'] as const) if (Object.hasOwn(specs, key)) result[key][name] = specs[key];
  }
  return { minmax: [{ min: result.min, max: result.max }], std: result.std };
}

/** The instance policy that the options of `gnt-cluster init` ask for; what they leave open is left out. */
export function policyOf(request: PolicyRequest): Record<string, unknown> {
  const limits = {
    'cpu-count': request.cpuCount,
    'disk-count': request.diskCount,
    'disk-size': request.diskSize,
    'memory-size': request.memSize,
    'nic-count': request.nicCount,
  };
  const split = Object.values(limits).some((given) => Object.keys(given).length > 0);
  const { boundsSpecs, standardSpecs: std, diskTemplates, vcpuRatio, spindleRatio } = request;
  if (split && (boundsSpecs !== null || std !== null)) {
    throw new OpPrereqError('--specs-... and --ipolicy-...-specs options exclude each other', ECODE_INVAL);
  }
  return {
    ...(split ? fromSplitSpecs(limits) : {}),
    ...(boundsSpecs === null ? {} : { minmax: parseBounds(boundsSpecs) }),
    ...(std === null ? {} : { [ISPECS_STD]: { ...IPOLICY_DEFAULTS.std, ...parseSpecs(std, 'std', false) } }),
    ...(diskTemplates === null ? {} : { 'disk-templates': diskTemplates }),
    ...ratio('vcpu-ratio', vcpuRatio),
    ...ratio('spindle-ratio', spindleRatio),
  };
}

/** The values of the options without those for single sizes. */
export type PolicyChangeRequest = Pick<
  PolicyRequest,
  'boundsSpecs' | 'standardSpecs' | 'diskTemplates' | 'vcpuRatio' | 'spindleRatio'
>;

/** What the options of `gnt-cluster modify` change in the instance policy; empty when nothing. */
export function policyChanges(request: PolicyChangeRequest): Record<string, unknown> {
  const { boundsSpecs, standardSpecs: std, diskTemplates, vcpuRatio, spindleRatio } = request;
  return {
    ...(boundsSpecs === null ? {} : { minmax: parseBounds(boundsSpecs) }),
    ...(std === null ? {} : { [ISPECS_STD]: parseSpecs(std, 'std', false) }),
    ...(diskTemplates === null ? {} : { 'disk-templates': diskTemplates }),
    ...(vcpuRatio === null ? {} : { 'vcpu-ratio': vcpuRatio }),
    ...(spindleRatio === null ? {} : { 'spindle-ratio': spindleRatio }),
  };
}

function ratio(key: string, given: number | 'default' | null): Record<string, number> {
  // On the cluster "default" means what a new cluster starts with, which is what is left out.
  return typeof given === 'number' ? { [key]: given } : {};
}
