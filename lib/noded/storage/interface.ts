import type { DiskTemplate } from '@gnt/constants';
import type { WireDisk } from '@gnt/protocol';
import type { Undo } from '../../common/undo.js';

/** State of an assembled disk, in the original's terms (BlockDevStatus). */
export interface DiskStatus {
  readonly dev_path: string;
  readonly major: number | null;
  readonly minor: number | null;
  /** Percent done of a running sync, null when in sync. */
  readonly sync_percent: number | null;
  readonly estimated_time: number | null;
  readonly is_degraded: boolean;
  readonly ldisk_status: number;
}

/** An assembled disk on this node. */
export interface AttachedDisk {
  readonly path: string;
  /** URI for a hypervisor's user-space access, null when there is none. */
  uri(hypervisor: string): string | null;
}

/**
 * The storage behind one disk template on this node. Sizes are MiB unless a name says bytes. Each call names the disk
 * by its wire object; parameters are in `disk.params`.
 */
export interface Storage {
  readonly template: DiskTemplate;
  create(
    disk: WireDisk,
    sizeMib: number,
    undo: Undo,
    options: { excl_stor: boolean; forced: boolean },
  ): Promise<AttachedDisk>;
  /** Makes the disk usable; idempotent. */
  assemble(disk: WireDisk): Promise<AttachedDisk>;
  /** Finds it without changing anything; undefined when it is not there. */
  find(disk: WireDisk): Promise<AttachedDisk | undefined>;
  shutdown(disk: WireDisk): Promise<void>;
  remove(disk: WireDisk): Promise<void>;
  rename(disk: WireDisk, newLogicalId: readonly unknown[]): Promise<void>;
  grow(disk: WireDisk, amountMib: number, options: { dryRun: boolean; backingStore: boolean }): Promise<void>;
  open(disk: WireDisk, options: { force: boolean; exclusive: boolean }): Promise<void>;
  close(disk: WireDisk): Promise<void>;
  /** Absent where nothing is synchronised. */
  pauseSync?(disk: WireDisk, pause: boolean): Promise<void>;
  setInfo(disk: WireDisk, text: string): Promise<void>;
  status(disk: WireDisk): Promise<DiskStatus>;
  /** [bytes, spindles] */
  dimensions(disk: WireDisk): Promise<readonly [number, number | null]>;
}

/** A kind of space that node_info and storage_list report on. */
export interface StorageUnit {
  readonly type: string;
  /** MiB; null when it cannot be told. */
  space(
    key: string,
    params: readonly unknown[],
  ): Promise<{ name: string; type: string; storage_free: number | null; storage_size: number | null }>;
}
