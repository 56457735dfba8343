import * as c from '@gnt/constants';
import { diskTemplates, ipolicyViolations } from '@gnt/objects';
import { disksOf, instanceNodes, secondaryNodes } from '../../../config/queries.js';
import { volumesByNode } from '../layout.js';
import { ndParamsOf, policyOf, sizesOf } from '../params.js';
import { commaJoin, niceSort } from '../text.js';
import type { Instance, NodeGroup, Snapshot } from '../objects.js';
import { concern, problem, type Finding } from './finding.js';
import type { NodeImage } from './node-image.js';

/** Whether a disk's state could be told, and the state or the reason. */
export type DiskReport = readonly [
  ok: boolean,
  state: { readonly is_degraded: boolean; readonly ldisk_status: number } | string,
];

/** State of the disks of one instance, by node, in the order of the disks. */
export type DiskReports = ReadonlyMap<string, readonly DiskReport[]>;

interface Context {
  readonly cfg: Snapshot;
  readonly group: NodeGroup;
  readonly images: ReadonlyMap<string, NodeImage>;
  readonly nameOf: (node: string) => string;
}

/** Everything about one instance: policy, running where it should, disks, nodes. */
export function* instanceFindings(instance: Instance, disks: DiskReports, context: Context): Generator<Finding> {
  const { cfg, group, images, nameOf } = context;
  const { name } = instance;
  const violations = ipolicyViolations(policyOf(cfg.cluster, group), sizesOf(cfg, instance));
  if (violations.length > 0) yield concern(c.CV_EINSTANCEPOLICY, name, commaJoin(violations));
  yield* volumeFindings(instance, context);
  const primary = images.get(instance.primary_node);
  if (instance.admin_state === c.ADMINST_UP && primary) {
    const where = nameOf(instance.primary_node);
    if (primary.offline)
      yield problem(c.CV_EINSTANCEBADNODE, name, `instance should run, but its node ${where} is offline`);
    else if (!primary.running.includes(name))
      yield problem(c.CV_EINSTANCEDOWN, name, `instance should run, but its primary node ${where} has it not`);
  }
  if (instance.disks_active) yield* diskFindings(instance, disks, context);
  yield* layoutFindings(instance, context);
}

function* volumeFindings(instance: Instance, { cfg, images, nameOf }: Context): Generator<Finding> {
  for (const [node, volumes] of volumesByNode(disksOf(cfg, instance), instance.primary_node)) {
    const image = images.get(node);
    if (!image || image.offline || image.rpcFailed || image.volumesFailed) continue;
    for (const volume of volumes) {
      if (!image.volumes.has(volume)) {
        yield problem(c.CV_EINSTANCEMISSINGDISK, instance.name, `volume ${volume} missing on node ${nameOf(node)}`);
      }
    }
  }
}

function* diskFindings(instance: Instance, reports: DiskReports, { images, nameOf }: Context): Generator<Finding> {
  for (const [node, list] of reports) {
    const image = images.get(node);
    for (const [index, [, state]] of list.entries()) {
      if (typeof state === 'string') {
        if (image && !image.ghost && !image.offline) {
          yield problem(
            c.CV_EINSTANCEFAULTYDISK,
            instance.name,
            `couldn't retrieve status for disk/${index} on ${nameOf(node)}: ${state}`,
          );
        }
      } else if (state.is_degraded) {
        const local = c.LDS_NAMES.find(([value]) => value === state.ldisk_status)?.[1] ?? String(state.ldisk_status);
        const message = `disk/${index} on ${nameOf(node)} is degraded; local disk state is '${local}'`;
        const bearable = state.ldisk_status === c.LDS_OKAY || state.ldisk_status === c.LDS_SYNC;
        yield (bearable ? concern : problem)(c.CV_EINSTANCEFAULTYDISK, instance.name, message);
      }
    }
  }
}

function* layoutFindings(instance: Instance, context: Context): Generator<Finding> {
  const { cfg, images, nameOf } = context;
  const { name } = instance;
  const primary = images.get(instance.primary_node);
  if (primary?.rpcFailed && !primary.offline) {
    yield problem(c.CV_ENODERPC, nameOf(instance.primary_node), `instance ${name}, connection to primary node failed`);
  }
  const secondaries = secondaryNodes(cfg, instance);
  if (secondaries.length > 1)
    yield concern(c.CV_EINSTANCELAYOUT, name, `instance has multiple secondary nodes: ${commaJoin(secondaries)}`);
  yield* exclusiveStorageFindings(instance, context);
  yield* groupFindings(instance, context);
  for (const node of secondaries) {
    const image = images.get(node);
    if (image?.rpcFailed && !image.offline)
      yield problem(c.CV_ENODERPC, nameOf(node), `instance ${name}, connection to secondary node failed`);
  }
  const offline = secondaries.filter((node) => images.get(node)?.offline);
  if (offline.length > 0)
    yield problem(
      c.CV_EINSTANCEBADNODE,
      name,
      `instance has offline secondary node(s) ${commaJoin(offline.map(nameOf))}`,
    );
  for (const node of instanceNodes(cfg, instance)) {
    const image = images.get(node);
    if (image?.ghost) yield problem(c.CV_EINSTANCEBADNODE, name, `instance lives on ghost node ${nameOf(node)}`);
    if (image && !image.vmCapable)
      yield problem(c.CV_EINSTANCEBADNODE, name, `instance lives on non-vm_capable node ${nameOf(node)}`);
  }
}

function* exclusiveStorageFindings(instance: Instance, { cfg, nameOf }: Context): Generator<Finding> {
  const exclusive = instanceNodes(cfg, instance).filter((uuid) => {
    const node = cfg.nodes[uuid];
    return node !== undefined && ndParamsOf(cfg, node).exclusive_storage;
  });
  if (exclusive.length === 0) return;
  const disks = disksOf(cfg, instance);
  const unsuited = disks.map((d) => d.dev_type).filter((t) => !diskTemplates[t].exclusiveStorage);
  if (unsuited.length > 0) {
    const where = commaJoin(exclusive.map(nameOf));
    const what = `instance has disks of types ${commaJoin(unsuited)}, which nodes with exclusive storage can't hold: ${where}`;
    yield problem(c.CV_EINSTANCEUNSUITABLENODE, instance.name, what);
  }
  for (const [index, disk] of disks.entries()) {
    if (disk.spindles === undefined || disk.spindles === null) {
      const what = `disk ${index} has no spindles though its node has exclusive storage; 'gnt-cluster repair-disk-sizes' sets them`;
      yield problem(c.CV_EINSTANCEMISSINGCFGPARAMETER, instance.name, what);
    }
  }
}

function* groupFindings(instance: Instance, { cfg, nameOf }: Context): Generator<Finding> {
  if (!disksOf(cfg, instance).some((d) => diskTemplates[d.dev_type].internallyMirrored)) return;
  const byGroup = new Map<string, string[]>();
  for (const node of niceSort(instanceNodes(cfg, instance))) {
    const group = cfg.nodes[node]?.group ?? '';
    byGroup.set(group, [...(byGroup.get(group) ?? []), node]);
  }
  if (byGroup.size < 2) return;
  const hasPrimary = ([, nodes]: [string, string[]]): boolean => nodes.includes(instance.primary_node);
  const text = [...byGroup]
    .sort((a, b) => Number(hasPrimary(b)) - Number(hasPrimary(a)))
    .map(([group, nodes]) => `${commaJoin(nodes.map(nameOf))} (group ${cfg.nodegroups[group]?.name ?? group})`);
  yield concern(c.CV_EINSTANCESPLITGROUPS, instance.name, `instance has nodes in several groups: ${commaJoin(text)}`);
}
