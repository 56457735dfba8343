import { DS_VALID_TYPES, HYPER_TYPES, IPOLICY_DTS, type DiskTemplate, type HypervisorType } from '@gnt/constants';
import {
  BEC_DEFAULTS,
  BES_PARAMETER_COMPAT,
  diskparams as diskparamTables,
  enforceTypes,
  fillDict,
  fillIPolicy,
  hvDefaults,
  HVS_PARAMETER_TYPES,
  hvParamFaults,
  IPOLICY_DEFAULTS,
  ipolicyFaults,
  NDS_PARAMETER_TYPES,
  NICS_PARAMETER_TYPES,
  typesOf,
  type PartialIPolicy,
} from '@gnt/objects';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import type { InitialCluster } from '../config/initial.js';
import type { InitOptions } from './init-options.js';
import { checkDiskTemplates } from './storage-checks.js';

type Values = Readonly<Record<string, unknown>>;

/** The parameter sections of a new cluster, of the right kinds; what is left out gets its default later. */
export type InitialParameters = Pick<
  InitialCluster,
  | 'enabled_hypervisors'
  | 'enabled_disk_templates'
  | 'hvparams'
  | 'beparams'
  | 'nicparams'
  | 'ndparams'
  | 'diskparams'
  | 'ipolicy'
  | 'hv_state'
  | 'disk_state'
>;

function refuse(what: string, faults: readonly string[]): void {
  if (faults.length > 0) throw new OpPrereqError(`${what}: ${faults.join('; ')}`, ECODE_INVAL);
}

function enforced(what: string, values: Values, types: Parameters<typeof enforceTypes>[1]): Record<string, unknown> {
  const { values: result, faults } = enforceTypes(values, types);
  refuse(what, faults);
  return result;
}

function checkedHypervisors(names: readonly string[], what: string): HypervisorType[] {
  const known: readonly string[] = HYPER_TYPES;
  const unknown = names.filter((h) => !known.includes(h));
  refuse(what, unknown.length === 0 ? [] : [`${unknown.join(', ')} not among ${known.join(', ')}`]);
  return [...names] as HypervisorType[];
}

function checkedHvParams(given: Readonly<Record<string, Values>>): Record<string, Values> {
  return Object.fromEntries(
    checkedHypervisors(Object.keys(given), 'Hypervisors with parameters').map((name) => {
      const own = enforced(`Parameters of hypervisor ${name}`, given[name] ?? {}, HVS_PARAMETER_TYPES);
      refuse(`Parameters of hypervisor ${name}`, hvParamFaults(name, fillDict(hvDefaults(name), own)));
      return [name, own];
    }),
  );
}

function checkedBeParams(given: Values): Values {
  const { memory, ...rest } = enforced('Backend parameters', given, BES_PARAMETER_COMPAT);
  // "memory" is the old name for both bounds.
  const own = { ...(memory === undefined ? {} : { maxmem: memory, minmem: memory }), ...rest };
  const { minmem, maxmem } = fillDict(BEC_DEFAULTS, own) as { minmem: number; maxmem: number };
  refuse('Backend parameters', minmem > maxmem ? [`minmem (${minmem}) is above maxmem (${maxmem})`] : []);
  return own;
}

function checkedDiskParams(given: Readonly<Record<string, Values>>): Record<string, Values> {
  return Object.fromEntries(
    Object.entries(given).map(([template, values]) => {
      const table = Object.hasOwn(diskparamTables, template) ? diskparamTables[template as DiskTemplate] : undefined;
      if (!table) throw new OpPrereqError(`Disk parameters: there is no disk template '${template}'`, ECODE_INVAL);
      return [template, enforced(`Disk parameters of ${template}`, values, typesOf(table))];
    }),
  );
}

function checkedPolicy(given: Values, enabled: readonly DiskTemplate[]): PartialIPolicy {
  const filled = fillIPolicy({ ipolicy: IPOLICY_DEFAULTS }, given);
  const usable = filled[IPOLICY_DTS].filter((t) => enabled.includes(t));
  refuse('Instance policy', [...ipolicyFaults({ ...filled, [IPOLICY_DTS]: usable }, true)]);
  return given;
}

/** Kinds of the static state of a hypervisor and of a piece of storage. */
const HV_STATE_TYPES = { mem_total: 'int', mem_node: 'int', mem_hv: 'int', cpu_total: 'int', cpu_node: 'int' } as const;
const DISK_STATE_TYPES = { disk_total: 'int', disk_reserved: 'int', disk_overhead: 'int' } as const;

function checkedHvState(given: InitOptions['hv_state']): Record<string, Values> | null {
  if (given === null) return null;
  return Object.fromEntries(
    checkedHypervisors(Object.keys(given), 'Hypervisor state').map((name) => [
      name,
      enforced(`Hypervisor state of ${name}`, given[name] ?? {}, HV_STATE_TYPES),
    ]),
  );
}

function checkedDiskState(given: InitOptions['disk_state']): Record<string, unknown> | null {
  if (given === null) return null;
  const valid: readonly string[] = DS_VALID_TYPES;
  refuse(
    'Disk state',
    Object.keys(given).flatMap((s) => (valid.includes(s) ? [] : [`invalid storage type '${s}'`])),
  );
  const states = (byName: Values): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(byName).map(([name, state]) => [
        name,
        enforced(`Disk state of ${name}`, state as Values, DISK_STATE_TYPES),
      ]),
    );
  return Object.fromEntries(Object.entries(given).map(([storage, byName]) => [storage, states(byName)]));
}

/** Checks all parameter sections of `gnt-cluster init`; throws OpPrereqError with every fault of a section. */
export function checkInitParameters(options: InitOptions): InitialParameters {
  const templates = checkDiskTemplates(options.enabled_disk_templates);
  return {
    enabled_hypervisors: checkedHypervisors(options.enabled_hypervisors, 'Enabled hypervisors'),
    enabled_disk_templates: templates,
    hvparams: checkedHvParams(options.hvparams),
    beparams: checkedBeParams(options.beparams),
    nicparams: enforced('NIC parameters', options.nicparams, NICS_PARAMETER_TYPES),
    ndparams: enforced('Node parameters', options.ndparams ?? {}, NDS_PARAMETER_TYPES),
    diskparams: checkedDiskParams(options.diskparams),
    ipolicy: checkedPolicy(options.ipolicy, templates),
    hv_state: checkedHvState(options.hv_state),
    disk_state: checkedDiskState(options.disk_state),
  };
}
