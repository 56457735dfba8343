import { mkdir, open, rename, rm, stat, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LDS_OKAY, type DiskTemplate } from '@gnt/constants';
import type { WireDisk } from '@gnt/protocol';
import { isMissing } from '../../../common/files.js';
import type { Paths } from '../../../common/paths.js';
import type { Undo } from '../../../common/undo.js';
import { messageOf } from '../../errors.js';
import { BlockDeviceError } from '../errors.js';
import type { AttachedDisk, DiskStatus, Storage } from '../interface.js';
import type { FileStoragePaths } from './allowed-paths.js';

const MIB = 1024 * 1024;

export interface FileStorageDependencies {
  readonly paths: Paths;
  readonly allowed: FileStoragePaths;
}

/**
 * Disks that are files: templates `file` and `sharedfile`, which differ only in where the administrator has put the
 * directory. A disk's logical id is [driver, path]; the path is unprefixed. Every call checks that the path is allowed.
 */
export class FileStorage implements Storage {
  readonly template: DiskTemplate;
  readonly #paths: Paths;
  readonly #allowed: FileStoragePaths;

  constructor(template: DiskTemplate, { paths, allowed }: FileStorageDependencies) {
    this.template = template;
    this.#paths = paths;
    this.#allowed = allowed;
  }

  async create(disk: WireDisk, sizeMib: number, undo: Undo, options: { excl_stor: boolean }): Promise<AttachedDisk> {
    if (options.excl_stor)
      throw new BlockDeviceError(`Disk template '${this.template}' does not support exclusive storage`);
    const path = await this.#pathOf(disk.logical_id);
    await undo.step(
      `file ${path}`,
      () => createFile(path, sizeMib * MIB),
      () => rm(path, { force: true }),
    );
    return attached(path);
  }

  async assemble(disk: WireDisk): Promise<AttachedDisk> {
    return this.#existing(disk);
  }

  async find(disk: WireDisk): Promise<AttachedDisk | undefined> {
    const path = await this.#pathOf(disk.logical_id);
    return (await isFile(path)) ? attached(path) : undefined;
  }

  /** Nothing to do: a file stays usable. */
  async shutdown(disk: WireDisk): Promise<void> {
    await this.#pathOf(disk.logical_id);
  }

  async remove(disk: WireDisk): Promise<void> {
    const path = await this.#pathOf(disk.logical_id);
    try {
      await rm(path, { force: true });
    } catch (cause) {
      throw new BlockDeviceError(`${path}: can't remove: ${messageOf(cause)}`, { cause });
    }
  }

  async rename(disk: WireDisk, newLogicalId: readonly unknown[]): Promise<void> {
    const { path } = await this.#existing(disk);
    const target = await this.#pathOf(newLogicalId);
    try {
      await rename(path, target);
    } catch (cause) {
      throw new BlockDeviceError(`${path}: can't rename to ${target}: ${messageOf(cause)}`, { cause });
    }
  }

  async grow(disk: WireDisk, amountMib: number, options: { dryRun: boolean; backingStore: boolean }): Promise<void> {
    const { path } = await this.#existing(disk);
    if (amountMib < 0) throw new BlockDeviceError(`${path}: can't grow by negative amount`);
    if (options.dryRun || !options.backingStore) return;
    try {
      await truncate(path, (await stat(path)).size + amountMib * MIB);
    } catch (cause) {
      throw new BlockDeviceError(`${path}: can't grow: ${sizeProblem(cause)}`, { cause });
    }
  }

  async open(disk: WireDisk): Promise<void> {
    await this.#existing(disk);
  }

  async close(disk: WireDisk): Promise<void> {
    await this.#pathOf(disk.logical_id);
  }

  /** A file has no place for it (`lib/storage/base.py` of the original keeps it for LVM alone). */
  async setInfo(disk: WireDisk): Promise<void> {
    await this.#existing(disk);
  }

  async status(disk: WireDisk): Promise<DiskStatus> {
    const { path } = await this.#existing(disk);
    return {
      dev_path: path,
      major: null,
      minor: null,
      sync_percent: null,
      estimated_time: null,
      is_degraded: false,
      ldisk_status: LDS_OKAY,
    };
  }

  async dimensions(disk: WireDisk): Promise<readonly [number, null]> {
    const { path } = await this.#existing(disk);
    return [(await stat(path)).size, null];
  }

  async #existing(disk: WireDisk): Promise<AttachedDisk> {
    const found = await this.find(disk);
    if (found) return found;
    throw new BlockDeviceError(`${await this.#pathOf(disk.logical_id)}: No such file`);
  }

  async #pathOf(logicalId: readonly unknown[] | null | undefined): Promise<string> {
    const [, path, ...more] = logicalId ?? [];
    if (typeof path !== 'string' || more.length > 0) {
      throw new BlockDeviceError(`Invalid logical id of a ${this.template} disk: ${JSON.stringify(logicalId ?? null)}`);
    }
    await this.#allowed.check(path);
    return this.#paths.local(path);
  }
}

/** A file gives guests its path; there is no other way to it. */
function attached(path: string): AttachedDisk {
  return { path, uri: () => null };
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (e) {
    if (isMissing(e)) return false;
    throw e;
  }
}

/** What a file system answers that cannot hold a file of that size, and Node for a size no file can have. */
const NO_ROOM = new Set(['ENOSPC', 'EFBIG', 'EDQUOT', 'ERR_OUT_OF_RANGE']);

/** Tells why a file could not get its size, with the cure when it is too large for the file system. */
function sizeProblem(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const cure = NO_ROOM.has(code) ? '; the file system has no room for it: take a smaller disk or another node' : '';
  return `${messageOf(cause)}${cure}`;
}

async function createFile(path: string, bytes: number): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o750 });
    const handle = await open(path, 'wx', 0o600);
    try {
      await handle.truncate(bytes);
    } catch (e) {
      await rm(path, { force: true });
      throw e;
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new BlockDeviceError(`${path}: can't create: ${sizeProblem(cause)}`, { cause });
  }
}
