import {
  DT_DISKLESS,
  DT_DRBD8,
  DT_PLAIN,
  INSTST_ADMINDOWN,
  INSTST_ADMINOFFLINE,
  INSTST_ERRORDOWN,
  INSTST_ERRORUP,
  INSTST_RUNNING,
  INSTST_USERDOWN,
} from '@gnt/constants';
import { templateRow, type Mirroring } from './disk-template.js';
import { BASE_UTILISATION, type Utilisation } from './utilisation.js';

/** One disk of an instance. */
export interface Disk {
  readonly size: number;
  readonly spindles: number | undefined;
}

/** A network card, as far as placing an instance asks. */
export interface Nic {
  readonly mac: string | undefined;
  readonly ip: string | undefined;
  readonly mode: string | undefined;
  readonly link: string | undefined;
  readonly bridge: string | undefined;
  readonly network: string | undefined;
}

/** What is known of an instance when it is created. */
export interface InstanceFields {
  readonly name: string;
  readonly mem: number;
  readonly disk: number;
  readonly disks: readonly Disk[];
  readonly vcpus: number;
  readonly status: string;
  readonly tags: readonly string[];
  readonly autoBalance: boolean;
  readonly diskTemplate: string;
  readonly spindleUse: number;
  readonly nics: readonly Nic[];
  readonly forthcoming: boolean;
}

/** Index of a node that is none. */
export const NO_NODE = -1;

const DOWN = new Set<string>([INSTST_ADMINDOWN, INSTST_ADMINOFFLINE, INSTST_ERRORDOWN, INSTST_USERDOWN]);

/** An instance without its place: where it is belongs to the state (state.ts). Derived facts are computed once. */
export class Instance {
  readonly name: string;
  alias: string;
  readonly mem: number;
  readonly disk: number;
  readonly disks: readonly Disk[];
  readonly vcpus: number;
  readonly status: string;
  readonly tags: readonly string[];
  readonly autoBalance: boolean;
  readonly diskTemplate: string;
  readonly spindleUse: number;
  readonly nics: readonly Nic[];
  readonly forthcoming: boolean;
  util: Utilisation = BASE_UTILISATION;
  movable: boolean;
  /** Tags that exclude one another on a node. */
  exclusionTags: readonly string[] = [];
  /** Tags that its node should have. */
  locationTags: readonly string[] = [];
  readonly running: boolean;
  readonly offline: boolean;
  /** Its memory is in use on the primary. */
  readonly usesMemory: boolean;
  /** Its memory is reserved on the secondary. */
  readonly reservesMemory: boolean;
  readonly usesLocalStorage: boolean;
  readonly hasSecondary: boolean;
  readonly diskless: boolean;
  readonly mirroring: Mirroring;
  /** Spindles of all disks; undefined when a disk does not say. */
  readonly totalSpindles: number | undefined;

  constructor(fields: InstanceFields) {
    const template = templateRow(fields.diskTemplate);
    this.name = fields.name;
    this.alias = fields.name;
    this.mem = fields.mem;
    this.disk = fields.disk;
    this.disks = fields.disks;
    this.vcpus = fields.vcpus;
    this.status = fields.status;
    this.tags = fields.tags;
    this.autoBalance = fields.autoBalance;
    this.diskTemplate = fields.diskTemplate;
    this.spindleUse = fields.spindleUse;
    this.nics = fields.nics;
    this.forthcoming = fields.forthcoming;
    this.movable = template.movable;
    this.mirroring = template.mirroring;
    this.running = fields.status === INSTST_RUNNING || fields.status === INSTST_ERRORUP;
    this.offline = fields.status === INSTST_ADMINOFFLINE;
    this.usesMemory = !fields.forthcoming && !DOWN.has(fields.status);
    this.reservesMemory = !this.offline && fields.autoBalance;
    this.usesLocalStorage = fields.diskTemplate === DT_DRBD8 || fields.diskTemplate === DT_PLAIN;
    this.hasSecondary = fields.diskTemplate === DT_DRBD8;
    this.diskless = fields.diskTemplate === DT_DISKLESS;
    let total: number | undefined = 0;
    for (const { spindles } of fields.disks)
      total = total === undefined || spindles === undefined ? undefined : total + spindles;
    this.totalSpindles = total;
  }

  /** A copy in which some fields differ; tags for exclusion and location, load and movability stay. */
  with(changes: Partial<InstanceFields>): Instance {
    const { name, mem, disk, disks, vcpus, status, tags, autoBalance, diskTemplate, spindleUse, nics, forthcoming } =
      this;
    const fields = {
      name,
      mem,
      disk,
      disks,
      vcpus,
      status,
      tags,
      autoBalance,
      diskTemplate,
      spindleUse,
      nics,
      forthcoming,
    };
    const copy = new Instance({ ...fields, ...changes });
    copy.util = this.util;
    copy.exclusionTags = this.exclusionTags;
    copy.locationTags = this.locationTags;
    copy.movable = this.movable;
    if (changes.name === undefined) copy.alias = this.alias;
    return copy;
  }
}
