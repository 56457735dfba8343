import { mkdir, stat } from 'node:fs/promises';
import { isAbsolute, normalize } from 'node:path';
import {
  DISK_TEMPLATES,
  DT_DRBD8,
  DT_FILE,
  DT_GLUSTER,
  DT_SHARED_FILE,
  MIN_VG_SIZE,
  type DiskTemplate,
} from '@gnt/constants';
import { ECODE_ENVIRON, ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { isMissing } from '../common/files.js';
import type { BootstrapContext } from './context.js';
import type { InitOptions } from './init-options.js';

/** Checks the list of disk templates that the cluster may use. */
export function checkDiskTemplates(enabled: readonly string[]): DiskTemplate[] {
  if (enabled.length === 0) throw new OpPrereqError('At least one disk template must be enabled', ECODE_INVAL);
  const known: readonly string[] = DISK_TEMPLATES;
  const unknown = enabled.filter((t) => !known.includes(t));
  if (unknown.length > 0) {
    throw new OpPrereqError(
      `Unknown disk templates: ${unknown.join(', ')}; known are ${known.join(', ')}`,
      ECODE_INVAL,
    );
  }
  return [...enabled] as DiskTemplate[];
}

/** Makes the directory of a file based template, when it is enabled; returns the directory to remember. */
async function prepareDirectory(
  template: string,
  given: string | null,
  fallback: string,
  options: InitOptions,
  ctx: BootstrapContext,
): Promise<string> {
  const enabled = options.enabled_disk_templates.includes(template);
  if (given === '' && enabled) {
    throw new OpPrereqError(`Disk template '${template}' is enabled but its storage directory is empty`, ECODE_INVAL);
  }
  if (given === null && !enabled) return '';
  const dir = given ?? fallback;
  // Kept for the day the template is enabled; nothing is made before.
  if (!enabled || dir === '') return dir;
  if (!isAbsolute(dir))
    throw new OpPrereqError(`Storage directory '${dir}' must be given as an absolute path`, ECODE_INVAL);
  const here = ctx.paths.local(normalize(dir));
  try {
    await mkdir(here, { recursive: true, mode: 0o750 });
  } catch (e) {
    throw new OpPrereqError(
      `Cannot make storage directory '${dir}': ${e instanceof Error ? e.message : String(e)}`,
      ECODE_ENVIRON,
      {
        cause: e,
      },
    );
  }
  if (!(await stat(here)).isDirectory()) throw new OpPrereqError(`'${dir}' is not a directory`, ECODE_ENVIRON);
  return normalize(dir);
}

/** The three storage directories as the configuration keeps them. */
export interface StorageDirectories {
  readonly file_storage_dir: string;
  readonly shared_file_storage_dir: string;
  readonly gluster_storage_dir: string;
}

export async function prepareStorage(options: InitOptions, ctx: BootstrapContext): Promise<StorageDirectories> {
  await checkAllowedPaths(options, ctx);
  return {
    file_storage_dir: await prepareDirectory(
      DT_FILE,
      options.file_storage_dir,
      '/srv/ganeti/file-storage',
      options,
      ctx,
    ),
    shared_file_storage_dir: await prepareDirectory(
      DT_SHARED_FILE,
      options.shared_file_storage_dir,
      '/srv/ganeti/shared-file-storage',
      options,
      ctx,
    ),
    gluster_storage_dir: await prepareDirectory(
      DT_GLUSTER,
      options.gluster_storage_dir,
      '/var/run/ganeti/gluster',
      options,
      ctx,
    ),
  };
}

/** File storage must lie below a path that the node's administrator allows (file-storage-paths). */
async function checkAllowedPaths(options: InitOptions, ctx: BootstrapContext): Promise<void> {
  if (!options.enabled_disk_templates.some((t) => t === DT_FILE || t === DT_SHARED_FILE)) return;
  const file = ctx.paths.file('fileStoragePaths');
  const text = (await ctx.files.readTextIfPresent(file)) ?? '';
  const allowed = text
    .split('\n')
    .map((l) => l.trim())
    .filter((l) => l !== '' && !l.startsWith('#'));
  const wanted: [string, string][] = [
    [DT_FILE, options.file_storage_dir ?? '/srv/ganeti/file-storage'],
    [DT_SHARED_FILE, options.shared_file_storage_dir ?? '/srv/ganeti/shared-file-storage'],
  ];
  for (const [template, dir] of wanted) {
    if (!options.enabled_disk_templates.includes(template) || dir === '') continue;
    if (!allowed.some((a) => dir === a || dir.startsWith(`${a.replace(/\/+$/, '')}/`))) {
      throw new OpPrereqError(
        `'${dir}' is not below a path listed in ${file}; add it there on every node`,
        ECODE_INVAL,
      );
    }
  }
}

/** Checks that the volume group exists and is large enough. */
export async function checkVolumeGroup(name: string, ctx: BootstrapContext): Promise<void> {
  const result = await ctx.runner.tryRun('vgs', [
    '--noheadings',
    '--units',
    'm',
    '--nosuffix',
    '-o',
    'vg_name,vg_size',
  ]);
  const groups = new Map(
    result.stdout.split('\n').flatMap((line): [string, number][] => {
      const [vg, size] = line.trim().split(/\s+/);
      return vg !== undefined && size !== undefined ? [[vg, Number(size)]] : [];
    }),
  );
  const size = groups.get(name);
  if (size === undefined) throw new OpPrereqError(`Volume group '${name}' does not exist on this node`, ECODE_INVAL);
  if (size < MIN_VG_SIZE) {
    throw new OpPrereqError(
      `Volume group '${name}' is too small: ${size} MiB, at least ${MIN_VG_SIZE} are needed`,
      ECODE_INVAL,
    );
  }
}

/** Checks the helper that the DRBD module calls (DRBD must be loaded with the same one). */
export async function checkDrbdHelper(options: InitOptions, ctx: BootstrapContext): Promise<void> {
  if (!options.enabled_disk_templates.includes(DT_DRBD8) || options.drbd_usermode_helper === null) return;
  const file = '/sys/module/drbd/parameters/usermode_helper';
  let active: string;
  try {
    active = (await ctx.files.readText(file)).trim();
  } catch (e) {
    if (!isMissing(e)) throw e;
    throw new OpPrereqError(`DRBD is enabled, but its module is not loaded (no ${file})`, ECODE_ENVIRON, { cause: e });
  }
  if (active !== options.drbd_usermode_helper) {
    throw new OpPrereqError(`DRBD's helper is '${active}', not '${options.drbd_usermode_helper}'`, ECODE_ENVIRON);
  }
}
