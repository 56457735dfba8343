import { HYPER_TYPES, HVST_DEFAULTS, IPOLICY_DTS, type HypervisorType } from '@gnt/constants';
import {
  BEC_DEFAULTS,
  BES_PARAMETER_COMPAT,
  defaultsOf,
  diskparams as diskparamTables,
  enforceTypes,
  fillDict,
  hvDefaults,
  HVS_PARAMETER_TYPES,
  hvParamFaults,
  IPOLICY_DEFAULTS,
  ipolicyFaults,
  NDC_DEFAULTS,
  NDS_PARAMETER_TYPES,
  NICC_DEFAULTS,
  NICS_PARAMETER_TYPES,
  typesOf,
  type Cluster,
  type FilledIPolicy,
} from '@gnt/objects';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import type { InitOptions } from './init-options.js';

type Values = Readonly<Record<string, unknown>>;

/** The parameter sections of the cluster object, checked and of the right kinds. */
export type InitialParameters = Pick<
  Cluster,
  | 'enabled_hypervisors'
  | 'hvparams'
  | 'beparams'
  | 'nicparams'
  | 'ndparams'
  | 'diskparams'
  | 'ipolicy'
  | 'hv_state_static'
  | 'disk_state_static'
>;

function refuse(what: string, faults: readonly string[]): void {
  if (faults.length > 0) throw new OpPrereqError(`${what}: ${faults.join('; ')}`, ECODE_INVAL);
}

function enforced(what: string, values: Values, types: Parameters<typeof enforceTypes>[1]): Record<string, unknown> {
  const { values: result, faults } = enforceTypes(values, types);
  refuse(what, faults);
  return result;
}

function checkedHypervisors(enabled: readonly string[]): HypervisorType[] {
  refuse('Enabled hypervisors', enabled.length === 0 ? ['at least one is needed'] : []);
  const known: readonly string[] = HYPER_TYPES;
  const unknown = enabled.filter((h) => !known.includes(h));
  refuse('Enabled hypervisors', unknown.length === 0 ? [] : [`${unknown.join(', ')} not among ${known.join(', ')}`]);
  return [...enabled] as HypervisorType[];
}

function checkedHvParams(given: Readonly<Record<string, Values>>): Cluster['hvparams'] {
  const all: Record<string, Record<string, unknown>> = {};
  const known = checkedHypervisors(HYPER_TYPES);
  checkedHypervisors([...Object.keys(given), ...known]);
  for (const name of known) {
    const own = enforced(`Parameters of hypervisor ${name}`, given[name] ?? {}, HVS_PARAMETER_TYPES);
    const filled = fillDict(hvDefaults(name), own);
    if (given[name] !== undefined) refuse(`Parameters of hypervisor ${name}`, hvParamFaults(name, filled));
    all[name] = filled;
  }
  return all;
}

function checkedBeParams(given: Values): Cluster['beparams'] {
  const { memory, ...rest } = enforced('Backend parameters', given, BES_PARAMETER_COMPAT);
  // "memory" is the old name for both bounds.
  const bounds = memory === undefined ? {} : { maxmem: memory, minmem: memory };
  const filled = { ...BEC_DEFAULTS, ...bounds, ...rest } as Cluster['beparams'][string];
  const { minmem, maxmem } = filled;
  refuse('Backend parameters', minmem > maxmem ? [`minmem (${minmem}) is above maxmem (${maxmem})`] : []);
  return { default: filled };
}

function checkedDiskParams(given: Readonly<Record<string, Values>>, vgName: string | null): Cluster['diskparams'] {
  const result: Record<string, Record<string, unknown>> = {};
  for (const template of Object.keys(given)) {
    refuse('Disk parameters', template in diskparamTables ? [] : [`unknown disk template '${template}'`]);
  }
  for (const [template, table] of Object.entries(diskparamTables)) {
    result[template] = {
      ...defaultsOf(table),
      ...enforced(`Disk parameters of ${template}`, given[template] ?? {}, typesOf(table)),
    };
  }
  // The volume group named here is where DRBD keeps its metadata unless it is told otherwise.
  if (vgName !== null && given['drbd']?.['metavg'] === undefined)
    result['drbd'] = { ...result['drbd'], metavg: vgName };
  return result as Cluster['diskparams'];
}

function checkedPolicy(given: Values, enabledTemplates: readonly string[]): FilledIPolicy {
  const filled = fillDict(IPOLICY_DEFAULTS, given);
  const templates = filled[IPOLICY_DTS] as readonly string[];
  const restricted = { ...filled, [IPOLICY_DTS]: templates.filter((t) => enabledTemplates.includes(t)) };
  refuse('Instance policy', [...ipolicyFaults(restricted, true)]);
  return restricted as unknown as FilledIPolicy;
}

/** Checks all parameter sections of `gnt-cluster init`; throws OpPrereqError with every fault of a section. */
export function checkInitParameters(options: InitOptions): InitialParameters {
  const hypervisors = checkedHypervisors(options.enabled_hypervisors);
  return {
    enabled_hypervisors: hypervisors,
    hvparams: checkedHvParams(options.hvparams),
    beparams: checkedBeParams(options.beparams),
    nicparams: {
      default: {
        ...NICC_DEFAULTS,
        ...enforced('NIC parameters', options.nicparams, NICS_PARAMETER_TYPES),
      } as Cluster['nicparams'][string],
    },
    ndparams: {
      ...NDC_DEFAULTS,
      ...enforced('Node parameters', options.ndparams ?? {}, NDS_PARAMETER_TYPES),
    } as Cluster['ndparams'],
    diskparams: checkedDiskParams(options.diskparams, options.volume_group_name),
    ipolicy: checkedPolicy(options.ipolicy, options.enabled_disk_templates),
    hv_state_static: options.hv_state ?? Object.fromEntries(hypervisors.map((h) => [h, HVST_DEFAULTS])),
    disk_state_static: options.disk_state ?? {},
  } as InitialParameters;
}
