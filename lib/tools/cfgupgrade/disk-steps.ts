import { DT_DRBD8, DT_FILE, DT_PLAIN } from '@gnt/constants';
import { isEmpty, isJson, listAt, objectAt, objectsAt, textAt, type Json } from './json.js';
import type { StepContext } from './steps.js';

/** Names that disk kinds had before 2.9. */
const OLD_KINDS: Readonly<Record<string, string>> = { lvm: DT_PLAIN, drbd8: DT_DRBD8 };

function* tree(disk: Json): Generator<Json> {
  yield disk;
  for (const child of listAt(disk, 'children')) yield* tree(child);
}

function usesExclusiveStorage(config: Json): boolean {
  const holders = [objectAt(config, 'cluster'), ...objectsAt(config, 'nodegroups')];
  return holders.some(({ ndparams }) => isJson(ndparams) && !isEmpty(ndparams['exclusive_storage']));
}

/** Disks that still stand in their instances (before 2.12): kinds, names and uuids of today. */
export function upgradeNestedDisks(config: Json, context: StepContext): void {
  let missingSpindles = false;
  for (const [key, instance] of Object.entries(objectAt(config, 'instances'))) {
    if (!isJson(instance) || !Array.isArray(instance['disks']))
      throw new Error(`Instance '${key}' has no list of disks`);
    for (const [i, disk] of listAt(instance, 'disks').entries()) {
      const name = `disk/${String(i)}`;
      if ((disk['iv_name'] ?? '') !== name) {
        context.warn(
          `Updating iv_name of disk ${String(i)} of instance ${key} from '${textAt(disk, 'iv_name') ?? ''}' to '${name}'`,
        );
        disk['iv_name'] = name;
      }
      missingSpindles ||= !('spindles' in disk);
      for (const part of tree(disk)) {
        delete part['physical_id'];
        const kind = textAt(part, 'dev_type') ?? '';
        if (kind in OLD_KINDS) part['dev_type'] = OLD_KINDS[kind];
        part['uuid'] ??= context.uuid();
      }
    }
  }
  if (missingSpindles && usesExclusiveStorage(config)) {
    context.warn(
      "Some disks may lack their number of spindles; 'gnt-cluster verify' shows them and 'gnt-cluster repair-disk-sizes' mends them",
    );
  }
}

/** Disks stand on their own, by uuid, since 2.12. */
export function liftDisks(config: Json): void {
  const instances = objectsAt(config, 'instances');
  if ('disks' in config) return;
  const disks: Json = {};
  for (const instance of instances) {
    // an instance written by the original's daemons has ctime 0 when it is not known
    const ctime = instance['ctime'] ?? 0;
    const own = listAt(instance, 'disks');
    for (const disk of own) {
      Object.assign(disk, { serial_no: 1, ctime, mtime: ctime });
      disks[String(disk['uuid'])] = disk;
    }
    instance['disks'] = own.map((disk) => disk['uuid']);
  }
  config['disks'] = disks;
}

function drbdNodes(disk: Json): string[] {
  const nodes = [];
  for (const part of tree(disk)) {
    const id = part['logical_id'];
    if (part['dev_type'] === DT_DRBD8 && Array.isArray(id)) nodes.push(...id.slice(0, 2).map(String));
  }
  return nodes;
}

/** Disks say on which nodes they live since 2.14: both for DRBD, the primary for local ones, none for shared ones. */
export function upgradeDiskNodes(config: Json): void {
  const disks = objectAt(config, 'disks');
  for (const instance of objectsAt(config, 'instances')) {
    const own = (Array.isArray(instance['disks']) ? (instance['disks'] as unknown[]) : [])
      .map((uuid) => disks[String(uuid)])
      .filter(isJson);
    const all = [...new Set([String(instance['primary_node']), ...own.flatMap(drbdNodes)])];
    for (const disk of own) {
      if ('nodes' in disk) continue;
      if (disk['dev_type'] === DT_DRBD8) for (const part of tree(disk)) part['nodes'] = [...all];
      else disk['nodes'] = disk['dev_type'] === DT_PLAIN || disk['dev_type'] === DT_FILE ? [...all] : [];
    }
  }
}

function rekey(config: Json, collection: string): Map<unknown, string> {
  const items = objectsAt(config, collection);
  config[collection] = Object.fromEntries(items.map((item) => [String(item['uuid']), item]));
  return new Map(items.map((item) => [item['name'], String(item['uuid'])]));
}

/** Nodes are named by uuid everywhere since 2.9. */
export function keyNodesByUuid(config: Json, context: StepContext): void {
  const uuids = rekey(config, 'nodes');
  const known = new Set(uuids.values());
  const translated = (old: unknown): unknown => {
    const uuid = uuids.get(old);
    if (uuid === undefined && !known.has(String(old)))
      context.warn(`Can't find node '${String(old)}' in the configuration; it is left as it is`);
    return uuid ?? old;
  };
  const cluster = objectAt(config, 'cluster');
  cluster['master_node'] = translated(cluster['master_node']);
  for (const instance of objectsAt(config, 'instances'))
    instance['primary_node'] = translated(instance['primary_node']);
  for (const disk of objectsAt(config, 'disks')) {
    for (const part of tree(disk)) {
      const id = part['logical_id'];
      if ((part['dev_type'] === DT_DRBD8 || part['dev_type'] === 'drbd8') && Array.isArray(id)) {
        part['logical_id'] = [...id.slice(0, 2).map(translated), ...(id.slice(2) as unknown[])];
      }
    }
  }
}

/** Instances are kept by uuid since 2.9. */
export function keyInstancesByUuid(config: Json): void {
  rekey(config, 'instances');
}
