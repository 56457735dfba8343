import * as c from '@gnt/constants';
import type { HypervisorType } from '@gnt/constants';
import { fillHvParams } from '@gnt/objects';
import { EXTERNAL_MASTER_SETUP_SCRIPT, isTemplateEnabled, type AncillaryFiles } from '../ancillary-files.js';
import { ndParamsOf, nicParamsOf } from '../params.js';
import { masterNode } from '../../../config/queries.js';
import type { Cluster, Instance, Node, Parameters, Snapshot } from '../objects.js';

/** Hypervisor parameters in use: where they are set, the hypervisor, all values. */
export function hvParamSources(
  cluster: Cluster,
  instances: readonly Instance[],
): [string, HypervisorType, Record<string, unknown>][] {
  const filled = (hypervisor: HypervisorType, os: string | null, hvparams: Parameters): Record<string, unknown> =>
    fillHvParams(cluster, { hypervisor, os, hvparams });
  const osSources = Object.entries(cluster.os_hvp).flatMap(([os, byHypervisor]) =>
    Object.entries(byHypervisor)
      .filter(([, own]) => Object.keys(own).length > 0)
      .map(([hv]): [string, HypervisorType, Record<string, unknown>] => [
        `os ${os}`,
        hv as HypervisorType,
        filled(hv as HypervisorType, os, {}),
      ]),
  );
  return [
    ...cluster.enabled_hypervisors.map((hv): [string, HypervisorType, Record<string, unknown>] => [
      'cluster',
      hv,
      filled(hv, null, {}),
    ]),
    ...osSources,
    ...instances
      .filter((i) => Object.keys(i.hvparams).length > 0)
      .map((i): [string, HypervisorType, Record<string, unknown>] => [
        `instance ${i.name}`,
        i.hypervisor,
        filled(i.hypervisor, i.os, i.hvparams),
      ]),
  ];
}

/** For each node of the group, one node of each other group to talk to; who takes turns, so that the load is shared. */
function otherGroupPeers(cfg: Snapshot, group: string, names: readonly string[]): Record<string, string[]> {
  const byGroup = new Map<string, string[]>();
  for (const n of Object.values(cfg.nodes)) {
    if (n.group !== group && !n.offline) byGroup.set(n.group, [...(byGroup.get(n.group) ?? []), n.name]);
  }
  const others = [...byGroup.values()].map((list) => list.sort());
  return Object.fromEntries(names.map((name, i) => [name, others.map((list) => list[i % list.length] ?? '').sort()]));
}

/** Bridges that the nodes of the group must have. */
export function bridgesNeeded(cluster: Cluster, instances: readonly Instance[]): string[] {
  const params = [{}, ...instances.flatMap((i) => i.nics.map((n) => n.nicparams))].map((p) =>
    nicParamsOf(cluster, p as Parameters),
  );
  return [...new Set(params.filter((p) => p.mode === c.NIC_MODE_BRIDGED).map((p) => p.link))];
}

export interface VerifyScope {
  readonly cfg: Snapshot;
  readonly group: string;
  readonly nodes: readonly Node[];
  readonly instances: readonly Instance[];
  readonly files: AncillaryFiles;
  readonly virtualPath: (path: string) => string;
  readonly verifyClutter: boolean;
}

function storageChecks(cluster: Cluster, master: string): Record<string, unknown> {
  const checks: Record<string, unknown> = {};
  const [file, shared] = [isTemplateEnabled(cluster, c.DT_FILE), isTemplateEnabled(cluster, c.DT_SHARED_FILE)];
  // The list of allowed paths is read on the master; that it is the same elsewhere is for the file check.
  if (file || shared) checks[c.NV_ACCEPTED_STORAGE_PATHS] = master;
  if (file) checks[c.NV_FILE_STORAGE_PATH] = cluster.file_storage_dir;
  if (shared) checks[c.NV_SHARED_FILE_STORAGE_PATH] = cluster.shared_file_storage_dir;
  if (isTemplateEnabled(cluster, c.DT_GLUSTER)) checks[c.NV_GLUSTER_STORAGE_PATH] = cluster.gluster_storage_dir;
  if (cluster.volume_group_name) {
    checks[c.NV_VGLIST] = null;
    checks[c.NV_LVLIST] = cluster.volume_group_name;
    checks[c.NV_PVLIST] = [cluster.volume_group_name];
  }
  return checks;
}

/** What every node of the group is asked to check about itself. */
export function verifyRequest(scope: VerifyScope): Record<string, unknown> {
  const { cfg, nodes, instances, files } = scope;
  const { cluster } = cfg;
  const online = nodes.filter((n) => !n.offline);
  const names = online.map((n) => n.name).sort();
  const candidates = online
    .filter((n) => n.master_candidate)
    .map((n) => n.name)
    .sort();
  const master = masterNode(cfg).name;
  const bridges = bridgesNeeded(cluster, instances);
  const oob = [
    ...new Set(
      Object.values(cfg.nodes)
        .map((n) => ndParamsOf(cfg, n).oob_program)
        .filter((p) => p !== ''),
    ),
  ];
  return {
    [c.NV_FILELIST]: [...new Set([...files.all, ...files.candidates, ...files.vmCapable])].map(scope.virtualPath),
    [c.NV_NODELIST]: [names, otherGroupPeers(cfg, scope.group, names), candidates],
    [c.NV_HYPERVISOR]: cluster.enabled_hypervisors,
    [c.NV_HVPARAMS]: hvParamSources(cluster, Object.values(cfg.instances)),
    [c.NV_NODENETTEST]: [online.map((n) => [n.name, n.primary_ip, n.secondary_ip]), candidates],
    [c.NV_INSTANCELIST]: cluster.enabled_hypervisors,
    [c.NV_VERSION]: null,
    [c.NV_HVINFO]: cluster.enabled_hypervisors[0],
    [c.NV_NODESETUP]: null,
    [c.NV_TIME]: null,
    [c.NV_MASTERIP]: [master, cluster.master_ip, candidates],
    [c.NV_OSLIST]: null,
    [c.NV_NONVMNODES]: Object.values(cfg.nodes)
      .filter((n) => !n.vm_capable)
      .map((n) => n.name),
    [c.NV_USERSCRIPTS]: cluster.use_external_mip_script ? [EXTERNAL_MASTER_SETUP_SCRIPT] : [],
    [c.NV_CLIENT_CERT]: null,
    ...storageChecks(cluster, master),
    ...(cluster.modify_ssh_setup ? sshChecks(scope) : {}),
    ...(bridges.length > 0 ? { [c.NV_BRIDGES]: bridges } : {}),
    ...(oob.length > 0 ? { [c.NV_OOB_PATHS]: oob } : {}),
  };
}

function sshChecks({ cfg, verifyClutter }: VerifyScope): Record<string, unknown> {
  const nodes = Object.values(cfg.nodes).map((n) => [n.uuid, n.name, n.master_candidate, n.master_capable, !n.offline]);
  return {
    [c.NV_SSH_SETUP]: [nodes, cfg.cluster.ssh_key_type],
    ...(verifyClutter ? { [c.NV_SSH_CLUTTER]: true } : {}),
  };
}
