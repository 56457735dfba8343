import { ht } from '@gnt/ht';
import { defineCall } from './define.js';
import { compressed } from './payloads.js';

/** Calls that keep the queue on the master candidates. */
export const jobqueueCalls = {
  jobqueue_update: defineCall({
    doc: 'Write a file of the job queue.',
    nodes: 'many',
    args: { file_name: ht.string, content: compressed },
    result: ht.none,
    timeout: 'urgent',
    idempotent: true,
  }),
  jobqueue_purge: defineCall({
    doc: 'Remove all job files.',
    nodes: 'one',
    args: {},
    result: ht.none,
    timeout: 'normal',
    idempotent: false,
  }),
  jobqueue_rename: defineCall({
    doc: 'Rename files of the job queue, archiving them.',
    nodes: 'many',
    args: { rename: ht.list(ht.tuple(ht.string, ht.string)) },
    result: ht.list(ht.none),
    timeout: 'urgent',
    idempotent: false,
  }),
  jobqueue_set_drain_flag: defineCall({
    doc: 'Set or clear the flag that refuses new jobs.',
    nodes: 'many',
    args: { flag: ht.bool },
    result: ht.none,
    timeout: 'urgent',
    idempotent: true,
  }),
};
