import { ht } from '@gnt/ht';
import { defineCall } from './define.js';
import { wireDisk } from './payloads.js';

/** Calls about DRBD devices. */
export const drbdCalls = {
  drbd_disconnect_net: defineCall({
    doc: 'Disconnect devices from their peers.',
    nodes: 'many',
    args: { disks: ht.list(wireDisk) },
    result: ht.none,
    timeout: 'normal',
    idempotent: true,
  }),
  drbd_attach_net: defineCall({
    doc: 'Connect devices to their peers, writable on both sides where asked.',
    nodes: 'many',
    args: { disks: ht.list(wireDisk), multimaster: ht.bool },
    result: ht.none,
    timeout: 'normal',
    idempotent: true,
  }),
  drbd_wait_sync: defineCall({
    doc: 'Whether all devices are in sync, and the least percentage.',
    nodes: 'many',
    args: { disks: ht.list(wireDisk) },
    result: ht.tuple(ht.bool, ht.float),
    timeout: 'slow',
    idempotent: true,
  }),
  drbd_needs_activation: defineCall({
    doc: 'UUIDs of the devices that a command must set up again.',
    nodes: 'one',
    args: { disks: ht.list(wireDisk) },
    result: ht.list(ht.string),
    timeout: 'normal',
    idempotent: true,
  }),
  drbd_helper: defineCall({
    doc: 'The user mode helper that the kernel module is set to.',
    nodes: 'many',
    args: {},
    result: ht.string,
    timeout: 'urgent',
    idempotent: true,
  }),
};
