import { ht } from '@gnt/ht';
import { defineCall } from './define.js';
import { openRecord, parameters } from './payloads.js';

const volume = openRecord(ht.record({ name: ht.string, size: ht.string, dev: ht.string, vg: ht.string }));

/** Calls about storage units, volume groups and directories. */
export const storageCalls = {
  storage_list: defineCall({
    doc: 'Requested fields of the storage units of a type.',
    nodes: 'many',
    args: { su_name: ht.string, su_args: ht.list(ht.any), name: ht.maybe(ht.string), fields: ht.list(ht.string) },
    result: ht.list(ht.list(ht.any)),
    timeout: 'normal',
    idempotent: true,
  }),
  storage_modify: defineCall({
    doc: 'Change properties of a storage unit.',
    nodes: 'one',
    args: { su_name: ht.string, su_args: ht.list(ht.any), name: ht.string, changes: parameters },
    result: ht.none,
    timeout: 'normal',
    idempotent: false,
  }),
  storage_execute: defineCall({
    doc: 'Run an operation on a storage unit.',
    nodes: 'one',
    args: { su_name: ht.string, su_args: ht.list(ht.any), name: ht.string, op: ht.string },
    result: ht.none,
    timeout: 'normal',
    idempotent: false,
  }),
  bdev_sizes: defineCall({
    doc: 'Sizes (MiB) of those of the named devices that exist.',
    nodes: 'many',
    args: { devices: ht.list(ht.string) },
    result: ht.dict(ht.int),
    timeout: 'urgent',
    idempotent: true,
  }),
  lv_list: defineCall({
    doc: 'Logical volumes of the groups: size in MiB, inactive, online.',
    nodes: 'many',
    args: { vg_name: ht.list(ht.string) },
    result: ht.dict(ht.tuple(ht.string, ht.bool, ht.bool)),
    timeout: 'urgent',
    idempotent: true,
  }),
  vg_list: defineCall({
    doc: 'Volume groups and their sizes in MiB.',
    nodes: 'many',
    args: {},
    result: ht.dict(ht.int),
    timeout: 'urgent',
    idempotent: true,
  }),
  node_volumes: defineCall({
    doc: 'All logical volumes of the node with their physical devices.',
    nodes: 'many',
    args: {},
    result: ht.list(volume),
    timeout: 'fast',
    idempotent: true,
  }),
  file_storage_dir_create: defineCall({
    doc: "Make the directory for an instance's disk files.",
    nodes: 'one',
    args: { file_storage_dir: ht.string },
    result: ht.none,
    timeout: 'fast',
    idempotent: true,
  }),
  file_storage_dir_remove: defineCall({
    doc: "Remove the directory of an instance's disk files when it is empty.",
    nodes: 'one',
    args: { file_storage_dir: ht.string },
    result: ht.none,
    timeout: 'fast',
    idempotent: true,
  }),
  file_storage_dir_rename: defineCall({
    doc: "Rename the directory of an instance's disk files.",
    nodes: 'one',
    args: { old_file_storage_dir: ht.string, new_file_storage_dir: ht.string },
    result: ht.none,
    timeout: 'fast',
    idempotent: false,
  }),
};
