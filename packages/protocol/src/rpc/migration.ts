import { ht } from '@gnt/ht';
import { defineCall } from './define.js';
import { wireInstance, migrationStatus } from './payloads.js';

/** Calls that move a running instance to another node. */
export const migrationCalls = {
  instance_migratable: defineCall({
    doc: 'Fails when the instance cannot be migrated away from this node.',
    nodes: 'one',
    args: { instance: wireInstance },
    result: ht.none,
    timeout: 'normal',
    idempotent: true,
  }),
  migration_info: defineCall({
    doc: 'What the target must know to take the instance; opaque to the master.',
    nodes: 'one',
    args: { instance: wireInstance },
    result: ht.any,
    timeout: 'normal',
    idempotent: true,
  }),
  accept_instance: defineCall({
    doc: 'Prepare the target: it waits for the instance on the given address.',
    nodes: 'one',
    args: { instance: wireInstance, info: ht.any, target: ht.string },
    result: ht.none,
    timeout: 'normal',
    idempotent: false,
  }),
  instance_migrate: defineCall({
    doc: 'Begin to send the instance to the target.',
    nodes: 'one',
    args: { cluster_name: ht.string, instance: wireInstance, target: ht.string, live: ht.bool },
    result: ht.none,
    timeout: 'slow',
    idempotent: false,
  }),
  instance_get_migration_status: defineCall({
    doc: 'How far the migration is, asked at the source.',
    nodes: 'one',
    args: { instance: wireInstance },
    result: migrationStatus,
    timeout: 'slow',
    idempotent: true,
  }),
  instance_finalize_migration_dst: defineCall({
    doc: 'Close the migration at the target, with success or without.',
    nodes: 'one',
    args: { instance: wireInstance, info: ht.any, success: ht.bool },
    result: ht.none,
    timeout: 'normal',
    idempotent: false,
  }),
  instance_finalize_migration_src: defineCall({
    doc: 'Close the migration at the source, with success or without.',
    nodes: 'one',
    args: { instance: wireInstance, success: ht.bool, live: ht.bool },
    result: ht.none,
    timeout: 'slow',
    idempotent: false,
  }),
};
