import { ht } from '@gnt/ht';
import { defineCall } from './define.js';
import { compressed } from './payloads.js';

const position = ht.tuple(ht.nonNegativeInt, ht.nonNegativeInt);

/** How a candidate's journal stands. */
const standing = ht.record({
  /** Epoch and number of the last record on stable storage. */
  position,
  /** Masters of lower epochs are refused. */
  promised: ht.nonNegativeInt,
  /** Whether the call did what it was asked to. */
  accepted: ht.bool,
  /** Why not. */
  reason: ht.string,
});

/** Calls of our own by which master candidates keep the master's journal; a node without them gets whole files. */
export const journalCalls = {
  journal_state: defineCall({
    doc: 'Tell how far the journal kept here reaches.',
    nodes: 'many',
    args: {},
    result: standing,
    timeout: 'urgent',
    idempotent: true,
  }),
  journal_append: defineCall({
    doc: 'Add records of the master behind the given one, here and on stable storage.',
    nodes: 'one',
    args: { epoch: ht.positiveInt, after: position, lines: ht.string },
    result: standing,
    timeout: 'urgent',
    idempotent: true,
  }),
  journal_replace: defineCall({
    doc: 'Take over the whole state of the master, which comes in parts; `common` is the last record that both know.',
    nodes: 'one',
    args: {
      epoch: ht.positiveInt,
      common: position,
      part: ht.nonNegativeInt,
      parts: ht.positiveInt,
      content: compressed,
    },
    result: standing,
    timeout: 'fast',
    idempotent: true,
  }),
  journal_promise: defineCall({
    doc: 'Promise an epoch to a node that is to be master: refuse lower ones, and others of the same, write all files, and tell how far the journal reaches.',
    nodes: 'many',
    args: { epoch: ht.positiveInt, master: ht.string },
    result: standing,
    timeout: 'urgent',
    idempotent: true,
  }),
  journal_fetch: defineCall({
    doc: 'Hand out a part of the whole state kept here.',
    nodes: 'one',
    args: { part: ht.nonNegativeInt },
    result: ht.record({ parts: ht.positiveInt, content: compressed }),
    timeout: 'fast',
    idempotent: true,
  }),
};
