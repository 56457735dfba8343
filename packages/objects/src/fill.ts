import { DISK_TEMPLATES, PP_DEFAULT, type DiskTemplate, type HypervisorType } from '@gnt/constants';
import type { Cluster } from './classes/cluster.js';
import type { Disk } from './classes/disk.js';
import type { FilledIPolicy, PartialIPolicy } from './classes/ipolicy.js';
import type { Node, NodeGroup } from './classes/node.js';
import type {
  FilledBeParams,
  FilledNDParams,
  FilledNicParams,
  PartialBeParams,
  PartialNicParams,
} from './classes/params.js';
import { osNameOf } from './os-names.js';
import { driverParams } from './params/disk.js';
import { HVC_GLOBALS } from './params/hypervisors/index.js';
import { BEC_DEFAULTS, NICC_DEFAULTS } from './params/simple.js';
import type { Frozen } from './frozen.js';

/** `custom` over `defaults`; a key that is absent in `custom` is filled. */
export function fillDict(defaults: object, custom: object): Record<string, unknown> {
  const result: Record<string, unknown> = { ...defaults };
  for (const [key, value] of Object.entries(custom)) if (value !== undefined) result[key] = value;
  return result;
}

type C<K extends keyof Cluster> = Frozen<Pick<Cluster, K>>;
export interface FillHvOptions {
  /** Leaves out the parameters that hold for the whole cluster. */
  readonly skipGlobals?: boolean;
}

/** Hypervisor parameters of an instance-like object: cluster, then OS, then its own. */
export function fillHvParams(
  cluster: C<'hvparams' | 'os_hvp'>,
  of: Frozen<{ hypervisor: HypervisorType; os: string | null; hvparams: Record<string, unknown> }>,
  options: FillHvOptions = {},
): Record<string, unknown> {
  const os = of.os === null ? {} : (cluster.os_hvp[of.os]?.[of.hypervisor] ?? {});
  const result = fillDict(fillDict(cluster.hvparams[of.hypervisor] ?? {}, os), of.hvparams);
  if (!options.skipGlobals) return result;
  return Object.fromEntries(Object.entries(result).filter(([name]) => !HVC_GLOBALS.includes(name)));
}

/** Backend parameters with the cluster's behind them. */
export function fillBeParams(cluster: C<'beparams'>, own: Frozen<PartialBeParams>): FilledBeParams {
  return fillDict(cluster.beparams[PP_DEFAULT] ?? BEC_DEFAULTS, own) as unknown as FilledBeParams;
}

/** Parameters of a network interface with the cluster's behind them. */
export function fillNicParams(cluster: C<'nicparams'>, own: Frozen<PartialNicParams>): FilledNicParams {
  return fillDict(cluster.nicparams[PP_DEFAULT] ?? NICC_DEFAULTS, own) as unknown as FilledNicParams;
}

/** Node parameters of a group, with the cluster's behind them. */
export function fillGroupNDParams(cluster: C<'ndparams'>, group: Frozen<Pick<NodeGroup, 'ndparams'>>): FilledNDParams {
  return fillDict(cluster.ndparams, group.ndparams) as unknown as FilledNDParams;
}

/** Node parameters of a node: its own, the group's, the cluster's. */
export function fillNDParams(
  cluster: C<'ndparams'>,
  group: Frozen<Pick<NodeGroup, 'ndparams'>>,
  node: Frozen<Pick<Node, 'ndparams'>>,
): FilledNDParams {
  return fillDict(fillGroupNDParams(cluster, group), node.ndparams) as unknown as FilledNDParams;
}

/** Disk parameters of a group for every template, with the cluster's behind them. */
export function fillDiskParams(
  cluster: C<'diskparams'>,
  group: Frozen<Pick<NodeGroup, 'diskparams'>>,
): Record<DiskTemplate, Record<string, unknown>> {
  const filled = DISK_TEMPLATES.map((dt) => [dt, fillDict(cluster.diskparams[dt] ?? {}, group.diskparams[dt] ?? {})]);
  return Object.fromEntries(filled) as Record<DiskTemplate, Record<string, unknown>>;
}

/** An instance policy of a group with the cluster's behind it; min/max pairs are taken whole, std by value. */
export function fillIPolicy(cluster: C<'ipolicy'>, own: Frozen<PartialIPolicy>): Frozen<FilledIPolicy> {
  const base = cluster.ipolicy;
  return {
    minmax: own.minmax ?? base.minmax,
    std: fillDict(base.std, own.std ?? {}) as unknown as FilledIPolicy['std'],
    'spindle-ratio': own['spindle-ratio'] ?? base['spindle-ratio'],
    'vcpu-ratio': own['vcpu-ratio'] ?? base['vcpu-ratio'],
    'disk-templates': own['disk-templates'] ?? base['disk-templates'],
  };
}

/** Parameters for an OS by how far they may be seen. */
export interface OsParamLayers {
  readonly public: Readonly<Record<string, string>>;
  /** Left out: no private parameters in the result. */
  readonly private?: Readonly<Record<string, string>>;
  readonly secret?: Readonly<Record<string, string>>;
}

/** OS parameters with those of the OS and its variant behind them; `clashes` names those given at two visibilities. */
export function fillOsParams(
  cluster: C<'osparams' | 'osparams_private_cluster'>,
  os: string | null,
  own: OsParamLayers,
): { params: Record<string, string>; clashes: string[] } {
  const layer = (
    from: Frozen<Record<string, Record<string, string>>>,
    mine: Readonly<Record<string, string>>,
  ): Record<string, string> => (os === null ? { ...mine } : { ...from[osNameOf(os)], ...from[os], ...mine });
  const layers = [
    layer(cluster.osparams, own.public),
    own.private ? layer(cluster.osparams_private_cluster, own.private) : {},
    own.secret ?? {},
  ];
  const names = layers.flatMap((l) => Object.keys(l));
  const clashes = [...new Set(names.filter((name, i) => names.indexOf(name) !== i))].sort();
  return { params: Object.assign({}, ...layers) as Record<string, string>, clashes };
}

/** A disk with the parameters its drivers work with, from the filled parameters of its template; parts too. */
export function annotateDisk(
  disk: Frozen<Disk>,
  filled: Readonly<Record<DiskTemplate, Record<string, unknown>>>,
): Disk {
  const [top = {}, ...parts] = driverParams(disk.dev_type, filled[disk.dev_type]);
  const children = disk.children.map((child, i) => ({
    ...(child as Disk),
    params: fillDict(child.params ?? {}, parts[i] ?? {}),
  }));
  return { ...(disk as Disk), params: fillDict(top, disk.params ?? {}), children };
}
