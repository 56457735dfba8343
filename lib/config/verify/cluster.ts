import {
  DISK_VALID_ACCESS_MODES,
  LDP_ACCESS,
  VALUE_AUTO,
  NIC_MODE_BRIDGED,
  NIC_VALID_MODES,
  type EnforcedType,
} from '@gnt/constants';
import {
  BES_PARAMETER_TYPES,
  NDS_PARAMETER_TYPES,
  NICS_PARAMETER_TYPES,
  enforceTypes,
  fillBeParams,
  fillNicParams,
} from '@gnt/objects';
import { ipolicyFaults, templatesWith } from '@gnt/objects';
import type { FilledNicParams } from '@gnt/objects';
import type { ConfigSnapshot } from '../interface.js';

/** Values that are not of the kind their parameter has. */
export function* typeFaults(
  owner: string,
  what: string,
  values: object,
  types: Readonly<Record<string, EnforcedType>>,
): Generator<string> {
  for (const fault of enforceTypes(values as Record<string, unknown>, types).faults)
    yield `${owner} has invalid ${what}: ${fault}`;
}

/** Faults of filled parameters of a network interface. */
export function* nicFaults(owner: string, params: FilledNicParams): Generator<string> {
  const mode: string = params.mode;
  if (!NIC_VALID_MODES.some((m) => m === mode) && mode !== VALUE_AUTO)
    yield `${owner} has invalid nicparams: Invalid NIC mode '${mode}'`;
  if (mode === NIC_MODE_BRIDGED && !params.link) yield `${owner} has invalid nicparams: Missing bridged NIC link`;
}

/** Faults of an instance policy. */
export function* policyFaults(owner: string, policy: object, isCluster: boolean): Generator<string> {
  for (const fault of ipolicyFaults(policy as Record<string, unknown>, isCluster))
    yield `${owner} has invalid instance policy: ${fault}`;
}

/** Faults of what holds for the whole cluster. */
export function* clusterFaults({ cluster }: ConfigSnapshot): Generator<string> {
  if (cluster.enabled_hypervisors.length === 0) yield 'no hypervisor is enabled';
  const missing = cluster.enabled_hypervisors.filter((hv) => !Object.hasOwn(cluster.hvparams, hv));
  if (missing.length > 0) yield `these enabled hypervisors have no parameters: ${missing.join(', ')}`;
  if (cluster.enabled_disk_templates.length === 0) yield 'no disk template is enabled';

  const nic = fillNicParams(cluster, {});
  yield* typeFaults('cluster', 'beparams', fillBeParams(cluster, {}), BES_PARAMETER_TYPES);
  yield* typeFaults('cluster', 'nicparams', nic, NICS_PARAMETER_TYPES);
  yield* nicFaults('cluster', nic);
  yield* typeFaults('cluster', 'ndparams', cluster.ndparams, NDS_PARAMETER_TYPES);
  yield* policyFaults('cluster', cluster.ipolicy, true);
  for (const template of templatesWith('hasAccess')) {
    const access = cluster.diskparams[template]?.[LDP_ACCESS];
    if (access !== undefined && !DISK_VALID_ACCESS_MODES.some((m) => m === access)) {
      yield `Invalid value of '${template}:${LDP_ACCESS}': ${JSON.stringify(access)} (expected one of ${DISK_VALID_ACCESS_MODES.join(', ')})`;
    }
  }
}
