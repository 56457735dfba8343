import {
  DISK_ACCESS_SET,
  DISK_RDWR,
  DT_DRBD8,
  DT_EXT,
  DT_FILE,
  DT_GLUSTER,
  DT_PLAIN,
  DT_SHARED_FILE,
  IDISK_PARAMS,
  type DiskMode,
  type DiskTemplate,
} from '@gnt/constants';
import { ECODE_INVAL, ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import type { Cluster, Parameters } from './objects.js';
import { shown } from './text.js';

/** A disk to be made, checked: sizes in MiB. */
export interface DiskRequest {
  readonly size: number;
  readonly mode: DiskMode;
  readonly name: string | null;
  readonly vg: string | null;
  readonly metavg: string | null;
  readonly adopt: string | null;
  readonly spindles: number | null;
  readonly access: string | null;
  readonly provider: string | null;
  /** Parameters for the storage provider that are not ours. */
  readonly extra: Parameters;
}

const HAVE_ACCESS: readonly string[] = ['ext', 'gluster', 'rbd'];

function accessMode(given: unknown): DiskMode {
  const mode = given ?? DISK_RDWR;
  const found = DISK_ACCESS_SET.find((m) => m === mode);
  if (found === undefined) throw new OpPrereqError(`Invalid disk access mode '${shown(mode)}'`, ECODE_INVAL);
  return found;
}

function sizeOf(given: unknown): number {
  if (given === undefined || given === null) throw new OpPrereqError('Missing disk size', ECODE_INVAL);
  const size = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  if (typeof size !== 'number' || !Number.isFinite(size))
    throw new OpPrereqError(`Invalid disk size '${shown(given)}'`, ECODE_INVAL);
  if (size <= 0) throw new OpPrereqError(`Invalid disk size '${shown(given)}': it must be at least 1 MiB`, ECODE_INVAL);
  return Math.trunc(size);
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function checkProvider(provider: string | null, template: DiskTemplate): void {
  if (provider !== null && template !== DT_EXT) {
    throw new OpPrereqError(
      `The 'provider' option is only valid for the ext disk template, not ${template}`,
      ECODE_INVAL,
    );
  }
  if (provider === null && template === DT_EXT)
    throw new OpPrereqError("Missing provider for template 'ext'", ECODE_INVAL);
}

/** Disks as an opcode asks for them, checked and with defaults; throws OpPrereqError on nonsense. */
export function diskRequests(
  disks: readonly Parameters[],
  template: DiskTemplate,
  defaultVg: string | null,
): DiskRequest[] {
  return disks.map((disk) => {
    const mode = accessMode(disk['mode']);
    const size = sizeOf(disk['size']);
    const provider = textOrNull(disk['provider']);
    checkProvider(provider, template);
    const name = textOrNull(disk['name']);
    const foreign = Object.entries(disk).filter(([key]) => !(IDISK_PARAMS as readonly string[]).includes(key));
    return {
      size,
      mode,
      name: name?.toLowerCase() === 'none' ? null : name,
      vg: textOrNull(disk['vg']) ?? defaultVg,
      metavg: textOrNull(disk['metavg']),
      adopt: textOrNull(disk['adopt']),
      spindles: typeof disk['spindles'] === 'number' ? disk['spindles'] : null,
      access: HAVE_ACCESS.includes(template) ? textOrNull(disk['access']) : null,
      provider,
      extra: template === DT_EXT ? Object.fromEntries(foreign) : {},
    };
  });
}

/** Refuses spindles where they mean nothing, and their absence where they are needed. */
export function checkSpindles(
  disks: readonly { readonly spindles: number | null }[],
  exclusiveStorage: boolean,
  required: boolean,
): void {
  if (!exclusiveStorage && disks.some((d) => d.spindles !== null)) {
    throw new OpPrereqError('Disks take spindles only with exclusive storage', ECODE_INVAL);
  }
  if (exclusiveStorage && required && disks.some((d) => d.spindles === null)) {
    throw new OpPrereqError('With exclusive storage each disk needs its spindles', ECODE_INVAL);
  }
}

/** The directory that takes an instance's disk files; null for templates that use none. */
export function fileStorageDir(
  cluster: Cluster,
  template: DiskTemplate,
  instance: string,
  below: string | null,
): string | null {
  const bases: Partial<Record<DiskTemplate, string>> = {
    [DT_FILE]: cluster.file_storage_dir,
    [DT_SHARED_FILE]: cluster.shared_file_storage_dir,
    [DT_GLUSTER]: cluster.gluster_storage_dir,
  };
  if (!(template in bases)) return null;
  const base = bases[template];
  if (!base)
    throw new OpPrereqError(`Cluster file storage dir for '${template}' storage type not defined`, ECODE_STATE);
  if (below !== null && below.split('/').includes('..')) {
    throw new OpPrereqError(`File storage directory '${below}' must not lead out of '${base}'`, ECODE_INVAL);
  }
  return [base, below, template === DT_GLUSTER ? null : instance]
    .filter((part) => part !== null)
    .join('/')
    .replace(/\/+/g, '/');
}

/** MiB that disks need per volume group; empty for templates without volume groups. */
export function spacePerVg(
  template: DiskTemplate,
  disks: readonly DiskRequest[],
  metaSize: number,
): Map<string, number> {
  const needs = new Map<string, number>();
  if (template !== DT_PLAIN && template !== DT_DRBD8) return needs;
  const extra = template === DT_DRBD8 ? metaSize : 0;
  for (const { vg, size } of disks) if (vg !== null) needs.set(vg, (needs.get(vg) ?? 0) + size + extra);
  return needs;
}
