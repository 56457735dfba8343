import { lstat, mkdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { DISK_SEPARATOR } from '@gnt/constants';
import { isMissing } from '../../../common/files.js';
import type { Paths } from '../../../common/paths.js';

/** The link to a disk of an instance that guests are given. */
export function linkPath(paths: Paths, instance: string, index: number): string {
  return join(paths.file('instanceDisksDir'), `${instance}${DISK_SEPARATOR}${String(index)}`);
}

/** Makes the link point to the device; one that does already stays. */
export async function linkDisk(paths: Paths, instance: string, device: string, index: number): Promise<string> {
  const link = linkPath(paths, instance, index);
  if ((await targetOf(link)) === device) return link;
  await mkdir(paths.file('instanceDisksDir'), { recursive: true, mode: 0o755 });
  const temporary = `${link}.new`;
  await rm(temporary, { force: true });
  await symlink(device, temporary);
  await rename(temporary, link);
  return link;
}

/** Removes the links of an instance's first `count` disks. */
export async function unlinkDisks(paths: Paths, instance: string, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const link = linkPath(paths, instance, index);
    if (await isLink(link)) await rm(link, { force: true });
  }
}

/** Whether there is a symbolic link at the path. */
export async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch (e) {
    if (isMissing(e)) return false;
    throw e;
  }
}

async function targetOf(link: string): Promise<string | undefined> {
  return (await isLink(link)) ? readlink(link) : undefined;
}
