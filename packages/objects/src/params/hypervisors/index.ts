import type { HypervisorType } from '@gnt/constants';
import { defaultsOf, globalsOf, typesOf, type ParamTable } from '../define.js';
import { chrootParams, fakeParams, lxcParams } from './containers.js';
import { kvmParams } from './kvm.js';
import { kvmFaults } from './kvm-rules.js';
import { xenHvmParams, xenPvmParams } from './xen.js';

/** What the master knows of a hypervisor. */
export interface HypervisorSpec {
  readonly params: ParamTable;
  readonly canMigrate: boolean;
  /** Whether guests need a TCP port of the cluster for their graphical console. */
  readonly needsPort: boolean;
  /** Files all nodes should have alike, as far as they exist. */
  readonly ancillaryFiles: readonly string[];
  /** Of these, the ones that may be missing. */
  readonly optionalFiles: readonly string[];
  /** Faults between parameters. */
  readonly faults?: (filled: Readonly<Record<string, unknown>>) => Iterable<string>;
}

const xenOptional = ['/etc/xen/xend-config.sxp', '/etc/xen/xen/xl.conf'];
const xenFiles = [...xenOptional, '/etc/xen/scripts/vif-bridge'];
const vncPassword = '/etc/ganeti/vnc-cluster-password';
const kvmNetworkScript = ['/etc/ganeti/kvm-vif-bridge'];

/** Every hypervisor with its parameters and abilities. */
export const hypervisors = {
  kvm: {
    params: kvmParams,
    canMigrate: true,
    needsPort: true,
    ancillaryFiles: kvmNetworkScript,
    optionalFiles: kvmNetworkScript,
    faults: kvmFaults,
  },
  'xen-pvm': {
    params: xenPvmParams,
    canMigrate: true,
    needsPort: false,
    ancillaryFiles: xenFiles,
    optionalFiles: xenOptional,
  },
  'xen-hvm': {
    params: xenHvmParams,
    canMigrate: true,
    needsPort: true,
    ancillaryFiles: [...xenFiles, vncPassword],
    optionalFiles: [...xenOptional, vncPassword],
  },
  lxc: { params: lxcParams, canMigrate: false, needsPort: false, ancillaryFiles: [], optionalFiles: [] },
  chroot: { params: chrootParams, canMigrate: false, needsPort: false, ancillaryFiles: [], optionalFiles: [] },
  fake: { params: fakeParams, canMigrate: true, needsPort: false, ancillaryFiles: [], optionalFiles: [] },
} as const satisfies Record<HypervisorType, HypervisorSpec>;

/** The row of a hypervisor. */
export function hypervisorSpec(name: HypervisorType): HypervisorSpec {
  return hypervisors[name];
}

/** Parameters of any hypervisor that can be set for the cluster only. */
export const HVC_GLOBALS: readonly string[] = [
  ...new Set(Object.values(hypervisors).flatMap((h) => globalsOf(h.params))),
];

/** Kinds of the parameters of all hypervisors together, as a request is checked before its hypervisor is known. */
export const HVS_PARAMETER_TYPES = Object.assign(
  {},
  ...Object.values(hypervisors).map((h) => typesOf(h.params)),
) as ReturnType<typeof typesOf>;

/** Default parameters of a hypervisor. */
export function hvDefaults(name: HypervisorType): Record<string, unknown> {
  return defaultsOf(hypervisorSpec(name).params);
}

function unset(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** All faults of filled hypervisor parameters that can be seen without a node. */
export function hvParamFaults(name: HypervisorType, filled: Readonly<Record<string, unknown>>): string[] {
  const { params, faults } = hypervisorSpec(name);
  const found: string[] = [];
  for (const key of Object.keys(filled))
    if (!Object.hasOwn(params, key)) found.push(`Parameter '${key}' is not supported`);
  for (const [key, spec] of Object.entries(params)) {
    const value = filled[key];
    if (!Object.hasOwn(filled, key)) found.push(`Parameter '${key}' is missing`);
    else if (unset(value)) {
      if (spec.required) found.push(`Parameter '${key}' must have a value`);
    } else if (spec.check && !spec.check.accepts(value)) {
      found.push(`Parameter '${key}' fails syntax check: it ${spec.check.says} (current value: '${String(value)}')`);
    }
  }
  // rules between parameters make sense once each is sound
  return found.length > 0 || !faults ? found : [...faults(filled)];
}
