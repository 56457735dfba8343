import {
  ADMINST_DOWN,
  ADMINST_UP,
  ADMIN_SOURCE,
  DT_DRBD8,
  FIRST_DRBD_PORT,
  LAST_DRBD_PORT,
  USER_SOURCE,
  ADMINST_OFFLINE,
} from '@gnt/constants';
import type { Cluster, ConfigData, Disk, Instance, Network, Node } from '@gnt/objects';
import { ganetiError } from '@gnt/protocol';
import type { Clock } from '../../../common/clock.js';
import { epochSeconds } from '../../../common/clock.js';
import { AddressPool } from '../../../config/pool.js';

/** What a new object of the configuration starts with. */
export function birth(clock: Clock): { ctime: number; mtime: number; serial_no: number } {
  const now = epochSeconds(clock);
  return { ctime: now, mtime: now, serial_no: 1 };
}

function missing(kind: string, uuid: string): Error {
  return ganetiError('ConfigurationError', [`${kind} ${uuid} is no longer in the configuration`]);
}

/** The instance to change. */
export function draftInstance(draft: ConfigData, uuid: string): Instance {
  const instance = draft.instances[uuid];
  if (!instance) throw missing('Instance', uuid);
  return instance;
}

/** The node to change. */
export function draftNode(draft: ConfigData, uuid: string): Node {
  const node = draft.nodes[uuid];
  if (!node) throw missing('Node', uuid);
  return node;
}

/** The disk to change. */
export function draftDisk(draft: ConfigData, uuid: string): Disk {
  const disk = draft.disks[uuid];
  if (!disk) throw missing('Disk', uuid);
  return disk;
}

/** Records whether an instance's disks are meant to be usable. */
export function setDisksActive(draft: ConfigData, uuid: string, active: boolean): void {
  draftInstance(draft, uuid).disks_active = active;
}

/** Records that an instance is meant to run. */
export function markUp(draft: ConfigData, uuid: string): void {
  Object.assign(draftInstance(draft, uuid), {
    admin_state: ADMINST_UP,
    disks_active: true,
    admin_state_source: ADMIN_SOURCE,
  });
}

/** Records that an instance is meant to be down, and whether its user or an administrator wants it so. */
export function markDown(draft: ConfigData, uuid: string, byUser = false): void {
  Object.assign(draftInstance(draft, uuid), {
    admin_state: ADMINST_DOWN,
    admin_state_source: byUser ? USER_SOURCE : ADMIN_SOURCE,
  });
}

/** Records that an instance is out of use. */
export function markOffline(draft: ConfigData, uuid: string): void {
  Object.assign(draftInstance(draft, uuid), {
    admin_state: ADMINST_OFFLINE,
    disks_active: false,
    admin_state_source: ADMIN_SOURCE,
  });
}

/** A TCP port for an instance's console or a mirror: one given back earlier, or the next. */
export function allocatePort(cluster: Cluster): number {
  const again = cluster.tcpudp_port_pool.shift();
  if (again !== undefined) return again;
  const next = cluster.highest_used_port + 1;
  if (next >= LAST_DRBD_PORT) {
    throw ganetiError('ConfigurationError', [
      `The highest used port is greater than ${LAST_DRBD_PORT}: no port is left to hand out`,
    ]);
  }
  cluster.highest_used_port = Math.max(next, FIRST_DRBD_PORT);
  return cluster.highest_used_port;
}

/** Gives ports back for use by others. */
export function returnPorts(cluster: Cluster, ports: readonly number[]): void {
  const all = new Set([...cluster.tcpudp_port_pool, ...ports]);
  cluster.tcpudp_port_pool = [...all].sort((a, b) => a - b);
}

/** Marks an address of a network's pool as taken by an instance, or as free; addresses outside of it are let be. */
export function setAddress(network: Network, address: string, taken: boolean): void {
  const pool = new AddressPool(network);
  if (!pool.contains(address) || pool.isReserved(address) === taken) return;
  Object.assign(network, (taken ? pool.reserve(address) : pool.release(address)).fields);
}

function setAddresses(draft: ConfigData, instance: Instance, taken: boolean): void {
  for (const { network, ip } of instance.nics) {
    const net = network ? draft.networks[network] : undefined;
    if (net && ip) setAddress(net, ip, taken);
  }
}

/** Adds an instance with its disks; the addresses of its NICs leave their pools. */
export function addInstance(draft: ConfigData, instance: Instance, disks: readonly Disk[]): void {
  for (const disk of disks) draft.disks[disk.uuid] = disk;
  instance.disks = disks.map((d) => d.uuid);
  draft.instances[instance.uuid] = instance;
  setAddresses(draft, instance, true);
}

/** Removes an instance with its disks; ports and addresses become free again. */
export function removeInstance(draft: ConfigData, uuid: string): void {
  const instance = draftInstance(draft, uuid);
  for (const uuid of instance.disks) {
    const disk = draft.disks[uuid];
    // In the same change: a port must not be free while a disk of the configuration has it.
    if (disk?.dev_type === DT_DRBD8) returnPorts(draft.cluster, [Number(disk.logical_id[2])]);
    Reflect.deleteProperty(draft.disks, uuid);
  }
  if (instance.network_port) returnPorts(draft.cluster, [instance.network_port]);
  setAddresses(draft, instance, false);
  Reflect.deleteProperty(draft.instances, uuid);
}

/** Moves an instance; disks that live on one node are not moved by it. */
export function setPrimaryNode(draft: ConfigData, uuid: string, node: string): void {
  draftInstance(draft, uuid).primary_node = node;
}
