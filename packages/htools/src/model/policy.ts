import {
  ISPEC_CPU_COUNT,
  ISPEC_DISK_COUNT,
  ISPEC_DISK_SIZE,
  ISPEC_MEM_SIZE,
  ISPEC_NIC_COUNT,
  ISPEC_SPINDLE_USE,
} from '@gnt/constants';
import { DISK_TEMPLATES } from './disk-template.js';
import { FAIL_CPU, FAIL_DISK, FAIL_DISK_COUNT, FAIL_INTERNAL, FAIL_MEM, FAIL_SPINDLES, type FailMode } from './fail.js';
import type { Instance } from './instance.js';

/** A size of an instance; the names are those of the wire. */
export interface ISpec {
  readonly [ISPEC_MEM_SIZE]: number;
  readonly [ISPEC_CPU_COUNT]: number;
  readonly [ISPEC_DISK_SIZE]: number;
  readonly [ISPEC_DISK_COUNT]: number;
  readonly [ISPEC_NIC_COUNT]: number;
  readonly [ISPEC_SPINDLE_USE]: number;
}

/** A pair of bounds. */
export interface MinMax {
  readonly min: ISpec;
  readonly max: ISpec;
}

/** An instance policy, as the wire has it. */
export interface IPolicy {
  readonly minmax: readonly MinMax[];
  readonly std: ISpec;
  readonly 'disk-templates': readonly string[];
  readonly 'vcpu-ratio': number;
  readonly 'spindle-ratio': number;
}

/** An ISpec from its values in the order of the text format. */
export function ispec(mem: number, cpu: number, disk: number, disks: number, nics: number, spindles: number): ISpec {
  return {
    [ISPEC_MEM_SIZE]: mem,
    [ISPEC_CPU_COUNT]: cpu,
    [ISPEC_DISK_SIZE]: disk,
    [ISPEC_DISK_COUNT]: disks,
    [ISPEC_NIC_COUNT]: nics,
    [ISPEC_SPINDLE_USE]: spindles,
  };
}

/** The policy of data that carries none. */
export const DEFAULT_POLICY: IPolicy = {
  minmax: [{ min: ispec(128, 1, 1024, 1, 1, 1), max: ispec(32768, 8, 1048576, 16, 8, 12) }],
  std: ispec(128, 1, 1024, 1, 1, 1),
  'disk-templates': Object.keys(DISK_TEMPLATES),
  'vcpu-ratio': 4,
  'spindle-ratio': 32,
};

function compareToSpec(instance: Instance, spec: ISpec, sign: 1 | -1, exclusiveStorage: boolean): FailMode {
  const beyond = (value: number, bound: number): boolean => (value - bound) * sign > 0;
  if (beyond(instance.mem, spec[ISPEC_MEM_SIZE])) return FAIL_MEM;
  if (instance.disks.some((d) => beyond(d.size, spec[ISPEC_DISK_SIZE]))) return FAIL_DISK;
  if (beyond(instance.vcpus, spec[ISPEC_CPU_COUNT])) return FAIL_CPU;
  if (exclusiveStorage) {
    const total = instance.totalSpindles;
    if (total === undefined || beyond(total, spec[ISPEC_SPINDLE_USE])) return FAIL_SPINDLES;
  } else if (beyond(instance.spindleUse, spec[ISPEC_SPINDLE_USE])) return FAIL_SPINDLES;
  if (!instance.diskless && beyond(instance.disks.length, spec[ISPEC_DISK_COUNT])) return FAIL_DISK_COUNT;
  return 0;
}

/** Why a policy forbids an instance, or 0. With several pairs of bounds one must fit; the first pair's fault is told. */
export function policyFault(instance: Instance, policy: IPolicy, exclusiveStorage: boolean): FailMode {
  let fault: FailMode = policy.minmax.length === 0 ? 0 : FAIL_INTERNAL;
  for (const { min, max } of [...policy.minmax].reverse()) {
    if (fault === 0) break;
    fault = compareToSpec(instance, min, -1, exclusiveStorage) || compareToSpec(instance, max, 1, exclusiveStorage);
  }
  if (fault !== 0) return fault;
  return policy['disk-templates'].includes(instance.diskTemplate) ? 0 : FAIL_DISK;
}
