import type { BlockDevStatus, WireDisk } from '@gnt/protocol';
import { NodeError } from '../../lib/noded/errors.js';
import type { Handlers } from '../../lib/noded/handlers/types.js';
import { NODE_DISK } from './cluster-config.js';
import type { SimNode } from './node.js';

/** How long a driver waits for a mirror's peer before it promotes a side, in milliseconds. */
const WAIT_CONNECT_MS = 10_000;

function idOf(disk: WireDisk): string {
  return disk.uuid ?? '';
}

function volumeOf(disk: WireDisk): string {
  return (disk.logical_id ?? []).slice(0, 2).join('/');
}

/** The block devices of a node: logical volumes, files on shared storage, mirrors. */
export class NodeStorage {
  readonly #node: SimNode;

  constructor(node: SimNode) {
    this.#node = node;
  }

  get free(): number {
    return NODE_DISK - [...this.#node.volumes.values()].reduce((sum, size) => sum + size, 0);
  }

  exists(disk: WireDisk): boolean {
    const { volumes, world, uuid } = this.#node;
    if (disk.dev_type === 'plain') return volumes.has(volumeOf(disk));
    if (disk.dev_type === 'drbd') return world.mirrors.exists(idOf(disk), uuid);
    return world.sharedFiles.has(volumeOf(disk));
  }

  create(disk: WireDisk, size: number, onPrimary: boolean): void {
    const { volumes, world, uuid, name } = this.#node;
    if (this.exists(disk)) throw new NodeError(`device ${volumeOf(disk)} exists on ${name}`);
    if (disk.dev_type === 'plain') {
      if (size > this.free) throw new NodeError(`volume group of ${name} is full`);
      volumes.set(volumeOf(disk), size);
    } else if (disk.dev_type === 'drbd') {
      const minor = Number((disk.dynamic_params ?? {})['local-minor']);
      for (const child of disk.children ?? [])
        if (!this.exists(child)) throw new NodeError(`volume ${volumeOf(child)} below the mirror is missing`);
      world.mirrors.create(idOf(disk), uuid, minor);
      try {
        world.mirrors.attach(idOf(disk), uuid);
      } catch (e) {
        world.mirrors.remove(idOf(disk), uuid);
        throw e;
      }
      if (onPrimary) world.mirrors.promote(idOf(disk), uuid, true);
    } else {
      world.sharedFiles.add(volumeOf(disk));
    }
  }

  remove(disk: WireDisk): void {
    const { volumes, world, uuid } = this.#node;
    this.checkUnused(disk);
    if (disk.dev_type === 'plain') volumes.delete(volumeOf(disk));
    else if (disk.dev_type === 'drbd') {
      world.mirrors.remove(idOf(disk), uuid);
      for (const child of disk.children ?? []) volumes.delete(volumeOf(child));
    } else world.sharedFiles.delete(volumeOf(disk));
  }

  checkUnused(disk: WireDisk): void {
    for (const guest of this.#node.guests.values())
      if (guest.mirrors.includes(idOf(disk))) throw new NodeError(`disk ${idOf(disk)} is in use by ${guest.name}`);
  }

  check(disk: WireDisk): void {
    if (!this.exists(disk)) throw new NodeError(`device ${idOf(disk)} is not there`);
  }

  /** As the driver must: a side is not made writable while its peer is still connecting. */
  async promote(disk: WireDisk): Promise<void> {
    const { world, uuid } = this.#node;
    const id = idOf(disk);
    const deadline = world.time.now + WAIT_CONNECT_MS;
    while (world.mirrors.couldConnect(id) && !world.mirrors.connected(id) && world.time.now < deadline)
      await this.#node.takes(100);
    this.check(disk);
    world.mirrors.promote(id, uuid, false);
  }

  status(disk: WireDisk): BlockDevStatus | null {
    const { world, uuid } = this.#node;
    if (!this.exists(disk)) return null;
    if (disk.dev_type !== 'drbd') return { dev_path: `/dev/${volumeOf(disk)}`, is_degraded: false };
    const id = idOf(disk);
    if (!world.mirrors.attached(id, uuid)) return null;
    if (world.mirrors.inSync(id)) return { dev_path: '/dev/drbd', is_degraded: false };
    const syncing = world.mirrors.connected(id) ? { sync_percent: 50, estimated_time: 1 } : {};
    return { dev_path: '/dev/drbd', is_degraded: true, ...syncing };
  }
}

/** Calls about the block devices of a node. */
export function storageCalls(node: SimNode): Handlers {
  const storage = new NodeStorage(node);
  const { mirrors } = node.world;
  const mirrored = (disks: readonly WireDisk[]): WireDisk[] => disks.filter((d) => d.dev_type === 'drbd');
  return {
    blockdev_create: async ({ bdev, size, on_primary }) => {
      await node.takes(300);
      storage.create(bdev, size, on_primary);
      return null;
    },
    blockdev_remove: async ({ bdev }) => {
      await node.takes(200);
      storage.remove(bdev);
      return null;
    },
    blockdev_assemble: async ({ disk, on_primary }) => {
      await node.takes(100);
      storage.check(disk);
      if (disk.dev_type === 'drbd') {
        if (!mirrors.attached(idOf(disk), node.uuid)) mirrors.attach(idOf(disk), node.uuid);
        if (on_primary) await storage.promote(disk);
      }
      return on_primary ? [`/dev/${idOf(disk)}`, `/var/run/ganeti/instance-disks/${idOf(disk)}`, null] : [true, true];
    },
    blockdev_shutdown: async ({ disk }) => {
      await node.takes(100);
      storage.checkUnused(disk);
      mirrors.detach(idOf(disk), node.uuid);
      return null;
    },
    blockdev_open: async ({ disks }) => {
      for (const disk of mirrored(disks)) await storage.promote(disk);
      return null;
    },
    blockdev_close: ({ disks }) => {
      for (const disk of mirrored(disks)) {
        storage.check(disk);
        storage.checkUnused(disk);
        mirrors.demote(idOf(disk), node.uuid);
      }
      return null;
    },
    file_storage_dir_create: () => null,
    file_storage_dir_remove: () => null,
    blockdev_find: ({ disk }) => storage.status(disk),
    blockdev_getmirrorstatus: ({ disks }) =>
      disks.map((disk) => {
        const status = storage.status(disk);
        if (!status) throw new NodeError(`can't find device ${idOf(disk)}`);
        return status;
      }),
    blockdev_pause_resume_sync: ({ disks }) => disks.map(() => [true, null]),
    blockdev_getdimensions: ({ disks }) =>
      disks.map((disk) => (storage.exists(disk) ? [(disk.size ?? 0) * 1024 * 1024, null] : null)),
    drbd_disconnect_net: async ({ disks }) => {
      await node.takes(200);
      for (const disk of mirrored(disks)) mirrors.disconnect(idOf(disk), node.uuid);
      return null;
    },
    drbd_attach_net: async ({ disks, multimaster }) => {
      for (const disk of mirrored(disks)) mirrors.connect(idOf(disk), node.uuid, multimaster);
      for (let waited = 0; !mirrored(disks).every((d) => mirrors.connected(idOf(d))); waited += 1) {
        if (waited > 60) throw new NodeError('the mirrors did not connect in time');
        await node.takes(200);
      }
      return null;
    },
    drbd_wait_sync: async ({ disks }) => {
      await node.takes(200);
      for (const d of mirrored(disks))
        if (!mirrors.connected(idOf(d))) throw new NodeError(`disk ${idOf(d)} is not connected to its peer`);
      const done = mirrored(disks).every((d) => mirrors.inSync(idOf(d)));
      return [done, done ? 100 : 50];
    },
    node_info: ({ storage_units }) => [
      node.bootId,
      (storage_units ?? []).map(([type, name]) => ({
        type,
        name,
        storage_free: storage.free,
        storage_size: NODE_DISK,
      })),
      [
        {
          memory_total: 16_384,
          memory_free: Math.max(0, node.memoryFree),
          memory_dom0: 512,
          cpu_total: 16,
          cpu_nodes: 1,
          cpu_sockets: 1,
          cpu_dom0: 1,
        },
      ],
    ],
  };
}
