import { BLOCKDEV_DRIVER_MANUAL, DRBD_META_SIZE, DT_DISKLESS, DT_DRBD8, type DiskTemplate } from '@gnt/constants';
import type { Disk as StoredDisk, DiskLogicalId } from '@gnt/objects';
import type { DiskRequest } from './disk-requests.js';
import type { Parameters } from './objects.js';

/** Where unique values of new disks come from; each call reserves what it returns. */
export interface DiskNames {
  uuid(): string;
  /** Port, secret and minors (primary, secondary) of a mirrored disk. */
  mirror(diskUuid: string): {
    readonly port: number;
    readonly secret: string;
    readonly minors: readonly [number, number];
  };
}

/** What all disks of a new instance have in common. */
export interface DiskPlan {
  readonly template: DiskTemplate;
  readonly instanceUuid: string;
  readonly primary: string;
  readonly secondary: string | null;
  /** Directory of disk files; null for other templates. */
  readonly directory: string | null;
  readonly fileDriver: string | null;
  /** Number of the first disk. */
  readonly base: number;
  readonly vg: string | null;
  /** Volume group of metadata where a disk names none. */
  readonly metavg: string;
  readonly forthcoming: boolean;
}

/** Names that the original gives to new volumes and files, after a unique part. */
const SUFFIXES: Partial<Record<DiskTemplate, string>> = {
  rbd: '.rbd',
  ext: '.ext',
  file: '.file',
  sharedfile: '.sharedfile',
};

type NewDisk = Omit<StoredDisk, 'ctime' | 'mtime' | 'serial_no'>;

function logicalId(plan: DiskPlan, request: DiskRequest, index: number, names: DiskNames): DiskLogicalId {
  const unique = (): string => `${names.uuid()}${SUFFIXES[plan.template] ?? ''}.disk${index}`;
  switch (plan.template) {
    case 'plain':
      return [request.vg ?? plan.vg ?? '', unique()];
    case 'file':
    case 'sharedfile':
      return [plan.fileDriver ?? 'loop', `${plan.directory ?? ''}/${unique()}`];
    case 'gluster':
      return [plan.fileDriver ?? 'loop', `ganeti/${plan.instanceUuid}.${index}`];
    case 'blockdev':
      return [BLOCKDEV_DRIVER_MANUAL, request.adopt ?? ''];
    case 'rbd':
      return ['rbd', unique()];
    case 'ext':
      return [request.provider ?? '', unique()];
    case 'drbd':
    case 'diskless':
      throw new Error(`a ${plan.template} disk has no logical id of its own`);
  }
}

function base(
  plan: DiskPlan,
  request: DiskRequest,
  index: number,
): Pick<NewDisk, 'children' | 'iv_name' | 'size' | 'mode'> & Parameters {
  return {
    children: [],
    iv_name: `disk/${index}`,
    size: request.size,
    mode: request.mode,
    ...(request.name === null ? {} : { name: request.name }),
    ...(request.spindles === null ? {} : { spindles: request.spindles }),
    ...(plan.forthcoming ? { forthcoming: true } : {}),
  };
}

function simpleDisk(plan: DiskPlan, request: DiskRequest, index: number, names: DiskNames): NewDisk {
  const provider = request.provider === null ? {} : { provider: request.provider };
  const access = request.access === null ? {} : { access: request.access };
  return {
    ...base(plan, request, index),
    dev_type: plan.template,
    logical_id: logicalId(plan, request, index, names),
    nodes: plan.template === 'plain' || plan.template === 'file' ? [plan.primary] : [],
    params: { ...provider, ...request.extra, ...access },
    uuid: names.uuid(),
  };
}

function mirroredDisk(plan: DiskPlan, request: DiskRequest, index: number, names: DiskNames): NewDisk {
  if (plan.secondary === null) throw new Error('a mirrored disk needs a secondary node');
  const nodes = [plan.primary, plan.secondary];
  const prefix = `${names.uuid()}.disk${index}`;
  const volume = (vg: string, name: string, size: number): StoredDisk =>
    ({
      children: [],
      dev_type: 'plain',
      iv_name: '',
      logical_id: [vg, name],
      mode: 'rw',
      nodes,
      params: {},
      size,
      uuid: names.uuid(),
      ...(plan.forthcoming ? { forthcoming: true } : {}),
    }) satisfies NewDisk as unknown as StoredDisk;
  const uuid = names.uuid();
  const data = volume(request.vg ?? plan.vg ?? '', `${prefix}_data`, request.size);
  const meta = volume(request.metavg ?? plan.metavg, `${prefix}_meta`, DRBD_META_SIZE);
  const { port, secret, minors } = names.mirror(uuid);
  return {
    ...base(plan, request, index),
    children: [data, meta],
    dev_type: DT_DRBD8,
    logical_id: [plan.primary, plan.secondary, port, minors[0], minors[1], secret],
    nodes,
    params: {},
    uuid,
  };
}

/** The disk objects of a new instance (or of disks added to one), not yet in the configuration. */
export function planDisks(plan: DiskPlan, requests: readonly DiskRequest[], names: DiskNames): NewDisk[] {
  if (plan.template === DT_DISKLESS) return [];
  const one = plan.template === DT_DRBD8 ? mirroredDisk : simpleDisk;
  return requests.map((request, i) => one(plan, request, plan.base + i, names));
}
