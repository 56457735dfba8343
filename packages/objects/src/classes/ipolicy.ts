import { DISK_TEMPLATES, type DiskTemplate } from '@gnt/constants';
import { ht } from '@gnt/ht';
import { defineObject, optional, required } from '../descriptor.js';
import { listOf, one } from '../nested.js';

/** Sizes of an instance that a policy limits, all given. */
export interface FilledISpecParams {
  'memory-size': number;
  'disk-size': number;
  'disk-count': number;
  'cpu-count': number;
  'nic-count': number;
  'spindle-use': number;
}
export type PartialISpecParams = Partial<FilledISpecParams>;

/** One pair of bounds; an instance must fit at least one pair of its policy. */
export interface MinMaxISpecs {
  min: FilledISpecParams;
  max: FilledISpecParams;
}

/** An instance policy with every value filled in (the cluster's). */
export interface FilledIPolicy {
  minmax: MinMaxISpecs[];
  std: FilledISpecParams;
  'spindle-ratio': number;
  'vcpu-ratio': number;
  'disk-templates': DiskTemplate[];
}

/** An instance policy of a group: what differs from the cluster's. */
export interface PartialIPolicy {
  minmax?: MinMaxISpecs[] | null;
  std?: PartialISpecParams | null;
  'spindle-ratio'?: number | null;
  'vcpu-ratio'?: number | null;
  'disk-templates'?: DiskTemplate[] | null;
}

export const filledISpecClass = defineObject<FilledISpecParams>('ISpec', {
  'memory-size': required(ht.int),
  'disk-size': required(ht.int),
  'disk-count': required(ht.int),
  'cpu-count': required(ht.int),
  'nic-count': required(ht.int),
  'spindle-use': required(ht.int),
});
export const partialISpecClass = defineObject<PartialISpecParams>('ISpec', {
  'memory-size': optional(ht.int),
  'disk-size': optional(ht.int),
  'disk-count': optional(ht.int),
  'cpu-count': optional(ht.int),
  'nic-count': optional(ht.int),
  'spindle-use': optional(ht.int),
});
export const minMaxISpecsClass = defineObject<MinMaxISpecs>('MinMaxISpecs', {
  min: one(() => filledISpecClass),
  max: one(() => filledISpecClass),
});

const templates = ht.list(ht.oneOf(DISK_TEMPLATES));
export const filledIPolicyClass = defineObject<FilledIPolicy>('FilledIPolicy', {
  minmax: listOf(() => minMaxISpecsClass),
  std: one(() => filledISpecClass),
  'spindle-ratio': required(ht.float),
  'vcpu-ratio': required(ht.float),
  'disk-templates': required(templates),
});
export const partialIPolicyClass = defineObject<PartialIPolicy>('PartialIPolicy', {
  minmax: listOf(() => minMaxISpecsClass, { presence: 'optional' }),
  std: one(() => partialISpecClass, { presence: 'optional' }),
  'spindle-ratio': optional(ht.float),
  'vcpu-ratio': optional(ht.float),
  'disk-templates': optional(templates),
});
