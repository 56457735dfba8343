import { NIC_VALID_MODES, type NicMode } from '@gnt/constants';
import { ht } from '@gnt/ht';
import { defineObject, optional, required } from '../descriptor.js';

/** Backend parameters with every value filled in. */
export interface FilledBeParams {
  minmem: number;
  maxmem: number;
  vcpus: number;
  auto_balance: boolean;
  always_failover: boolean;
  spindle_use: number;
}
/** Backend parameters of an instance: what differs from the cluster's. */
export type PartialBeParams = Partial<FilledBeParams>;

/** Parameters of a network interface with every value filled in. */
export interface FilledNicParams {
  mode: NicMode;
  link: string;
  vlan: string;
}
export type PartialNicParams = Partial<FilledNicParams>;

/** Node parameters with every value filled in. */
export interface FilledNDParams {
  oob_program: string;
  spindle_count: number;
  exclusive_storage: boolean;
  ovs: boolean;
  ovs_name: string;
  ovs_link: string;
  ssh_port: number;
  cpu_speed: number;
}
export type PartialNDParams = Partial<FilledNDParams>;

const be = {
  minmem: ht.int,
  maxmem: ht.int,
  vcpus: ht.int,
  auto_balance: ht.bool,
  always_failover: ht.bool,
  spindle_use: ht.int,
};
export const filledBeParamsClass = defineObject<FilledBeParams>('Be', {
  minmem: required(be.minmem),
  maxmem: required(be.maxmem),
  vcpus: required(be.vcpus),
  auto_balance: required(be.auto_balance),
  always_failover: required(be.always_failover),
  spindle_use: required(be.spindle_use),
});
export const partialBeParamsClass = defineObject<PartialBeParams>('Be', {
  minmem: optional(be.minmem),
  maxmem: optional(be.maxmem),
  vcpus: optional(be.vcpus),
  auto_balance: optional(be.auto_balance),
  always_failover: optional(be.always_failover),
  spindle_use: optional(be.spindle_use),
});

const nicMode = ht.oneOf(NIC_VALID_MODES);
export const filledNicParamsClass = defineObject<FilledNicParams>('Nic', {
  mode: required(nicMode),
  link: required(ht.string),
  vlan: required(ht.string),
});
export const partialNicParamsClass = defineObject<PartialNicParams>('Nic', {
  mode: optional(nicMode),
  link: optional(ht.string),
  vlan: optional(ht.string),
});

export const filledNDParamsClass = defineObject<FilledNDParams>('ND', {
  oob_program: required(ht.string),
  spindle_count: required(ht.int),
  exclusive_storage: required(ht.bool),
  ovs: required(ht.bool),
  ovs_name: required(ht.string),
  ovs_link: required(ht.string),
  ssh_port: required(ht.int),
  cpu_speed: required(ht.float),
});
export const partialNDParamsClass = defineObject<PartialNDParams>('ND', {
  oob_program: optional(ht.string),
  spindle_count: optional(ht.int),
  exclusive_storage: optional(ht.bool),
  ovs: optional(ht.bool),
  ovs_name: optional(ht.string),
  ovs_link: optional(ht.string),
  ssh_port: optional(ht.int),
  cpu_speed: optional(ht.float),
});
