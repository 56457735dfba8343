import { LAST_DRBD_PORT, type AdminState, type AdminStateSource } from '@gnt/constants';
import { diskTemplates } from '@gnt/objects';
import type { ConfigData, Disk, Instance, Node } from '@gnt/objects';
import { ganetiError } from '@gnt/protocol';
import { configurationError, reservationError } from './errors.js';
import { AddressPool } from './pool.js';
import { candidateStats } from './queries.js';

// Changes of several objects at once, made on the draft that `ConfigStore.update` hands out.

function instanceOf(draft: ConfigData, uuid: string): Instance {
  const instance = draft.instances[uuid];
  if (!instance) throw configurationError(`Could not find instance with UUID ${uuid}`);
  return instance;
}

/** Takes a TCP port: one that was given back, else the next one. */
export function allocatePort(draft: ConfigData): number {
  const { cluster } = draft;
  const free = cluster.tcpudp_port_pool.shift();
  if (free !== undefined) return free;
  if (cluster.highest_used_port >= LAST_DRBD_PORT) {
    throw configurationError(
      `The highest used port is ${String(cluster.highest_used_port)}, beyond ${String(LAST_DRBD_PORT)} none can be given out`,
    );
  }
  cluster.highest_used_port += 1;
  return cluster.highest_used_port;
}

/** Gives a TCP port back. */
export function returnPort(draft: ConfigData, port: number): void {
  const { cluster } = draft;
  cluster.tcpudp_port_pool = [port, ...cluster.tcpudp_port_pool.filter((p) => p !== port)];
}

function renumber(draft: ConfigData, instance: Instance): void {
  for (const [i, uuid] of instance.disks.entries()) {
    const disk = draft.disks[uuid];
    if (!disk) throw configurationError(`Could not find disk with UUID ${uuid}`);
    disk.iv_name = `disk/${String(i)}`;
  }
}

/** Puts a disk of the configuration on an instance, at an index or last. */
export function attachDisk(draft: ConfigData, instanceUuid: string, diskUuid: string, index?: number): void {
  const instance = instanceOf(draft, instanceUuid);
  const at = index ?? instance.disks.length;
  if (!draft.disks[diskUuid]) throw configurationError(`Disk ${diskUuid} doesn't exist`);
  if (at < 0 || at > instance.disks.length) {
    throw ganetiError('GenericError', [
      `Disk index ${String(at)} is not among 0 to ${String(instance.disks.length)} of instance '${instance.name}'`,
    ]);
  }
  const holder = Object.values(draft.instances).find((i) => i.disks.includes(diskUuid));
  if (holder) throw reservationError(`Disk ${diskUuid} is attached to instance ${holder.name} already`);
  instance.disks.splice(at, 0, diskUuid);
  renumber(draft, instance);
}

/** Enters a new disk and puts it on an instance, at an index or last. */
export function addDisk(draft: ConfigData, instanceUuid: string, disk: Disk, index?: number): void {
  if (draft.disks[disk.uuid]) throw configurationError(`Disk ${disk.uuid} exists already`);
  draft.disks[disk.uuid] = disk;
  attachDisk(draft, instanceUuid, disk.uuid, index);
}

/** Takes a disk off an instance; the disk stays in the configuration. */
export function detachDisk(draft: ConfigData, instanceUuid: string, diskUuid: string): void {
  const instance = instanceOf(draft, instanceUuid);
  if (!instance.disks.includes(diskUuid)) return;
  instance.disks = instance.disks.filter((uuid) => uuid !== diskUuid);
  renumber(draft, instance);
}

/** Takes a disk off an instance and out of the configuration. */
export function removeDisk(draft: ConfigData, instanceUuid: string, diskUuid: string): void {
  detachDisk(draft, instanceUuid, diskUuid);
  const holder = Object.values(draft.instances).find((i) => i.disks.includes(diskUuid));
  if (holder)
    throw ganetiError('ProgrammerError', [`Cannot remove disk ${diskUuid}: it is attached to instance ${holder.name}`]);
  Reflect.deleteProperty(draft.disks, diskUuid);
}

/** Enters a new instance; its MACs must be free. */
export function addInstance(draft: ConfigData, instance: Instance): void {
  if (draft.instances[instance.uuid])
    throw configurationError(`Cannot add instance '${instance.name}': UUID ${instance.uuid} is in use`);
  const macs = new Set(instance.nics.map((nic) => nic.mac));
  const taken = Object.values(draft.instances).flatMap((i) =>
    i.nics.filter((nic) => macs.has(nic.mac)).map((nic) => nic.mac),
  );
  if (taken.length > 0)
    throw configurationError(`Cannot add instance '${instance.name}': MAC addresses ${taken.join(', ')} are in use`);
  draft.instances[instance.uuid] = instance;
}

/** Takes an instance out of the configuration and gives its port and addresses back. Its disks are removed before. */
export function removeInstance(draft: ConfigData, uuid: string): void {
  const instance = draft.instances[uuid];
  if (!instance) return;
  if (typeof instance.network_port === 'number') returnPort(draft, instance.network_port);
  for (const nic of instance.nics) {
    const network =
      typeof nic.network === 'string' && typeof nic.ip === 'string' ? draft.networks[nic.network] : undefined;
    if (network) Object.assign(network, new AddressPool(network).release(nic.ip as string).fields);
  }
  Reflect.deleteProperty(draft.instances, uuid);
}

/** What `setInstanceStatus` sets; what is left out stays. */
export interface InstanceStatusChange {
  readonly admin_state?: AdminState;
  readonly admin_state_source?: AdminStateSource;
  readonly disks_active?: boolean;
}

/** Sets the wanted state of an instance. */
export function setInstanceStatus(draft: ConfigData, uuid: string, change: InstanceStatusChange): void {
  Object.assign(instanceOf(draft, uuid), change);
}

/** Gives an instance another name; paths of file based disks that contain the old one change with it. */
export function renameInstance(draft: ConfigData, uuid: string, name: string): void {
  const instance = instanceOf(draft, uuid);
  instance.name = name;
  for (const diskUuid of instance.disks) {
    const disk = draft.disks[diskUuid];
    if (!disk || !diskTemplates[disk.dev_type].instanceDependentPath) continue;
    const [driver, path] = disk.logical_id;
    const parts = path.split('/');
    disk.logical_id = [driver, [...parts.slice(0, -2), name, parts.at(-1) ?? ''].join('/')];
  }
}

/** Makes regular nodes candidates, in the order of `nodes`, until there are as many as wanted; returns those changed. */
export function maintainCandidatePool(
  draft: ConfigData,
  nodes: readonly string[],
  exceptions: readonly string[] = [],
): Node[] {
  const { now, wanted } = candidateStats(draft, exceptions);
  const changed: Node[] = [];
  for (const uuid of nodes) {
    const node = draft.nodes[uuid];
    if (now + changed.length >= wanted) break;
    if (
      !node ||
      node.master_candidate ||
      node.offline ||
      node.drained ||
      !node.master_capable ||
      exceptions.includes(uuid)
    )
      continue;
    node.master_candidate = true;
    changed.push(node);
  }
  return changed;
}
