import { DISK_ACCESS_SET, DISK_RDWR, DISK_TEMPLATES, type DiskMode, type DiskTemplate } from '@gnt/constants';
import { ht, type Type } from '@gnt/ht';
import { defaulted, defineObject, optional, required, type ObjectClass } from '../descriptor.js';
import { jsonText, mapText } from '../json-text.js';
import { listOf } from '../nested.js';
import { freeMap, serialField, timeFields, uuidField } from './stamps.js';
import type { Identified, Numbered, TimeStamped } from './stamps.js';

/** [node A, node B, port, minor on A, minor on B, secret]. */
export type DrbdLogicalId = [string, string, number, number, number, string];
/** What a disk is by its kind: [volume group, volume], [driver, path], [provider, name]... */
export type DiskLogicalId = [string, string] | DrbdLogicalId;

/** A disk of an instance, or a part of one. */
export interface Disk extends TimeStamped, Identified, Numbered {
  logical_id: DiskLogicalId;
  dev_type: DiskTemplate;
  children: Disk[];
  /** uuids of the nodes it lives on; empty when it is reachable from everywhere. */
  nodes: string[];
  iv_name: string;
  /** MiB. */
  size: number;
  mode: DiskMode;
  name?: string | null;
  spindles?: number | null;
  params?: Record<string, unknown> | null;
  /** Reserved and not yet made; every field but the uuid may then be missing. */
  forthcoming?: boolean | null;
}

const logicalId: Type<DiskLogicalId> = ht.anyOf(
  ht.tuple(ht.string, ht.string),
  ht.tuple(ht.string, ht.string, ht.int, ht.int, ht.int, ht.string),
);

export const diskClass: ObjectClass<Disk> = defineObject<Disk>(
  'Disk',
  {
    logical_id: required(logicalId),
    dev_type: { ...required(ht.oneOf(DISK_TEMPLATES)), partOf: 'logical_id' },
    children: listOf(() => diskClass, { presence: 'default', fill: () => [] }),
    nodes: defaulted(ht.list(ht.string), () => []),
    iv_name: defaulted(ht.string, () => ''),
    size: required(ht.int),
    mode: defaulted(ht.oneOf(DISK_ACCESS_SET), () => DISK_RDWR),
    name: optional(ht.string),
    spindles: optional(ht.int),
    params: optional(freeMap, mapText(jsonText)),
    ...uuidField,
    ...serialField,
    ...timeFields,
    forthcoming: optional(ht.bool),
  },
  { mayBeForthcoming: true },
);
