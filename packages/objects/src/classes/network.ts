import { ht } from '@gnt/ht';
import { defineObject, optional, required } from '../descriptor.js';
import { serialField, tagsField, timeFields, uuidField } from './stamps.js';
import type { Identified, Numbered, Tagged, TimeStamped } from './stamps.js';

/** An IP network with a pool of addresses for instances. */
export interface Network extends Identified, TimeStamped, Numbered, Tagged {
  name: string;
  mac_prefix?: string | null;
  /** a.b.c.d/length. */
  network: string;
  network6?: string | null;
  gateway?: string | null;
  gateway6?: string | null;
  /** A digit an address, 1 when an instance has it. */
  reservations?: string | null;
  /** A digit an address, 1 when it is taken outside of the cluster. */
  ext_reservations?: string | null;
}

const digits = ht.regex(/^[01]*$/, 'string of 0 and 1');
const ip4 = ht.regex(/^\d{1,3}(\.\d{1,3}){3}$/, 'IPv4 address');

export const networkClass = defineObject<Network>('Network', {
  name: required(ht.nonEmptyString),
  mac_prefix: optional(ht.string),
  network: required(ht.regex(/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/, 'IPv4 network')),
  network6: optional(ht.string),
  gateway: optional(ip4),
  gateway6: optional(ht.string),
  reservations: optional(digits),
  ext_reservations: optional(digits),
  ...uuidField,
  ...timeFields,
  ...serialField,
  ...tagsField,
});
