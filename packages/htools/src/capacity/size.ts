import { INSTST_RUNNING, ISPEC_CPU_COUNT, ISPEC_DISK_SIZE, ISPEC_MEM_SIZE, ISPEC_SPINDLE_USE } from '@gnt/constants';
import { FAIL_CPU, FAIL_DISK, FAIL_MEM, FAIL_SPINDLES, type FailMode } from '../model/fail.js';
import { Instance } from '../model/instance.js';
import type { ISpec } from '../model/policy.js';

/** How much an instance takes. */
export interface Size {
  readonly mem: number;
  readonly disk: number;
  readonly cpu: number;
  readonly spindles: number;
}

/** The size that a policy's specification names. */
export function sizeOfSpec(spec: ISpec): Size {
  return {
    mem: spec[ISPEC_MEM_SIZE],
    disk: spec[ISPEC_DISK_SIZE],
    cpu: spec[ISPEC_CPU_COUNT],
    spindles: spec[ISPEC_SPINDLE_USE],
  };
}

/** A running instance of a size, with one disk. */
export function instanceOfSize(size: Size, diskTemplate: string, spindleUse: number): Instance {
  return new Instance({
    name: 'new',
    mem: size.mem,
    disk: size.disk,
    disks: [{ size: size.disk, spindles: size.spindles }],
    vcpus: size.cpu,
    status: INSTST_RUNNING,
    tags: [],
    autoBalance: true,
    diskTemplate,
    spindleUse,
    nics: [],
    forthcoming: false,
  });
}

/** The size of an instance. */
export function sizeOf(inst: Instance): Size {
  const [only, ...others] = inst.disks;
  const spindles = others.length === 0 ? (only?.spindles ?? 0) : 0;
  return { mem: inst.mem, disk: inst.disk, cpu: inst.vcpus, spindles };
}

/** What tiered allocation takes away at a time. */
const UNIT = { mem: 64, disk: 256, cpu: 1, spindles: 1 } as const;

function less(value: number, unit: number): number | undefined {
  return value - unit < unit ? undefined : value - unit;
}

/** An instance that takes less of what was lacking; undefined when it cannot be smaller. */
export function shrunk(inst: Instance, fault: FailMode): Instance | undefined {
  switch (fault) {
    case FAIL_MEM: {
      const mem = less(inst.mem, UNIT.mem);
      return mem === undefined ? undefined : inst.with({ mem });
    }
    case FAIL_DISK: {
      const disks = inst.disks.map((d) => ({ ...d, size: d.size - UNIT.disk }));
      if (disks.some((d) => d.size < UNIT.disk)) return undefined;
      return inst.with({ disk: inst.disk - inst.disks.length * UNIT.disk, disks });
    }
    case FAIL_CPU: {
      const vcpus = less(inst.vcpus, UNIT.cpu);
      return vcpus === undefined ? undefined : inst.with({ vcpus });
    }
    case FAIL_SPINDLES: {
      const [disk, ...others] = inst.disks;
      if (disk?.spindles === undefined || others.length > 0) return undefined;
      const spindles = less(disk.spindles, UNIT.spindles);
      return spindles === undefined ? undefined : inst.with({ disks: [{ ...disk, spindles }] });
    }
    default:
      return undefined;
  }
}

/** A count for each reason why placing failed, in the order of FAIL_MODES. */
export type FailCounts = readonly (readonly [mode: FailMode, count: number])[];
