import { DISK_VALID_ACCESS_MODES } from '@gnt/constants';
import { DISK_DT_DEFAULTS, DISK_DT_TYPES, diskTemplates } from '@gnt/objects';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { disksOf } from '../../config/queries.js';
import type { Instance, Parameters, Snapshot } from './objects.js';
import { typed } from './params.js';
import { updatedParams } from './static-state.js';
import { commaJoin, shown } from './text.js';

/** Disk parameters by template. */
export type DiskParamsByTemplate = Readonly<Record<string, Parameters>>;

function checkNames(params: DiskParamsByTemplate): void {
  for (const [template, own] of Object.entries(params)) {
    const known = (DISK_DT_DEFAULTS as DiskParamsByTemplate)[template] ?? {};
    const unknown = Object.keys(own).filter((name) => !(name in known));
    if (unknown.length > 0) {
      throw new OpPrereqError(
        `While verify diskparams options: unknown option(s) ${commaJoin(unknown)} for disk template ${template}`,
        ECODE_INVAL,
      );
    }
    const access = own['access'];
    if (access !== undefined && !(DISK_VALID_ACCESS_MODES as readonly unknown[]).includes(access)) {
      throw new OpPrereqError(
        `Invalid value of '${template}:access': '${shown(access)}' (expected one of ${commaJoin(DISK_VALID_ACCESS_MODES)})`,
        ECODE_INVAL,
      );
    }
  }
}

/** Disk parameters with changes applied and checked; "default" unsets one where `mayUnset`. */
export function updatedDiskParams(
  old: DiskParamsByTemplate,
  changes: DiskParamsByTemplate,
  mayUnset: boolean,
): Record<string, Record<string, unknown>> {
  const merged = Object.entries(changes).map(([template, own]): [string, Record<string, unknown>] => {
    const base = old[template] ?? {};
    return [template, typed(mayUnset ? updatedParams(base, own) : { ...base, ...own }, DISK_DT_TYPES)];
  });
  const all = Object.fromEntries([
    ...Object.entries(old).map(([t, own]): [string, Record<string, unknown>] => [t, { ...own }]),
    ...merged,
  ]);
  checkNames(Object.fromEntries(merged));
  return all;
}

/** Refuses a way of access that the hypervisor of an instance does not have. */
export function checkAccessOf(cfg: Snapshot, params: DiskParamsByTemplate, instances: readonly Instance[]): void {
  for (const instance of instances) {
    for (const { dev_type } of disksOf(cfg, instance)) {
      const access = params[dev_type]?.['access'] ?? 'kernelspace';
      if (!diskTemplates[dev_type].hasAccess || access === 'kernelspace' || instance.hypervisor === 'kvm') continue;
      throw new OpPrereqError(
        `Instance ${instance.name}: cannot use '${shown(access)}' access setting with ${instance.hypervisor} hypervisor and ${dev_type} disk type.`,
        ECODE_INVAL,
      );
    }
  }
}
