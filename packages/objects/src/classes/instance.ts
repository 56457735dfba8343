import {
  ADMINST_ALL,
  ADMIN_STATE_SOURCES,
  HYPER_TYPES,
  type AdminState,
  type AdminStateSource,
  type HypervisorType,
} from '@gnt/constants';
import { ht } from '@gnt/ht';
import { defaulted, defineObject, optional, required } from '../descriptor.js';
import { jsonText, mapText } from '../json-text.js';
import { listOf, one } from '../nested.js';
import { partialBeParamsClass, partialNicParamsClass, type PartialBeParams, type PartialNicParams } from './params.js';
import { freeMap, serialField, stringMap, tagsField, timeFields, uuidField } from './stamps.js';
import type { Identified, Numbered, Tagged, TimeStamped } from './stamps.js';

/** A network interface of an instance. */
export interface NIC extends Identified {
  mac: string;
  ip?: string | null;
  nicparams: PartialNicParams;
  /** uuid of its network. */
  network?: string | null;
  name?: string | null;
}

export const nicClass = defineObject<NIC>('NIC', {
  mac: required(ht.string),
  ip: optional(ht.string),
  nicparams: one(() => partialNicParamsClass),
  network: optional(ht.string),
  name: optional(ht.string),
  ...uuidField,
});

/** Hypervisor parameters: names and values checked by the tables of the hypervisor. */
export type HvParams = Record<string, unknown>;
export type OsParams = Record<string, string>;

/** A virtual machine. */
export interface Instance extends TimeStamped, Identified, Numbered, Tagged {
  name: string;
  /** uuid of the node it runs on. */
  primary_node: string;
  os: string;
  hypervisor: HypervisorType;
  hvparams: HvParams;
  beparams: PartialBeParams;
  osparams: OsParams;
  osparams_private: OsParams;
  admin_state: AdminState;
  admin_state_source: AdminStateSource;
  nics: NIC[];
  /** uuids of its disks, in order. */
  disks: string[];
  disks_active: boolean;
  network_port?: number | null;
  /** Reserved and not yet made; every field but the uuid may then be missing. */
  forthcoming?: boolean | null;
}

const sorted = mapText(jsonText);
export const instanceClass = defineObject<Instance>(
  'Instance',
  {
    name: required(ht.string),
    primary_node: required(ht.string),
    os: required(ht.string),
    hypervisor: required(ht.oneOf(HYPER_TYPES)),
    hvparams: defaulted(freeMap, () => ({}), sorted),
    beparams: one(() => partialBeParamsClass, { presence: 'default', fill: () => ({}) }),
    osparams: defaulted(stringMap, () => ({}), sorted),
    osparams_private: defaulted(stringMap, () => ({}), sorted),
    admin_state: required(ht.oneOf(ADMINST_ALL)),
    admin_state_source: required(ht.oneOf(ADMIN_STATE_SOURCES)),
    nics: listOf(() => nicClass, { presence: 'default', fill: () => [] }),
    disks: defaulted(ht.list(ht.string), () => []),
    disks_active: required(ht.bool),
    network_port: optional(ht.int),
    ...timeFields,
    ...uuidField,
    ...serialField,
    ...tagsField,
    forthcoming: optional(ht.bool),
  },
  { mayBeForthcoming: true },
);
