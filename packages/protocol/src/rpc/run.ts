import { ht } from '@gnt/ht';
import { defineCall } from './define.js';
import { parameters } from './payloads.js';

/** Calls that run programs on the node. */
export const runCalls = {
  hooks_runner: defineCall({
    doc: 'Run the hooks of a path and phase: script, outcome, output of each.',
    nodes: 'many',
    args: { hpath: ht.string, phase: ht.string, env: ht.dict(ht.string) },
    result: ht.list(ht.tuple(ht.string, ht.int, ht.string)),
    timeout: 'normal',
    idempotent: false,
  }),
  iallocator_runner: defineCall({
    doc: 'Run an instance allocator on the text given; answers what it printed.',
    nodes: 'one',
    args: { name: ht.string, idata: ht.string, default_iallocator_params: parameters },
    result: ht.string,
    timeout: 'normal',
    idempotent: false,
  }),
  restricted_command: defineCall({
    doc: 'Run one of the commands that the administrator put in place.',
    nodes: 'many',
    args: { cmd: ht.string },
    result: ht.string,
    timeout: 'slow',
    idempotent: false,
  }),
  run_oob: defineCall({
    doc: 'Run an out-of-band program for another node.',
    nodes: 'one',
    args: { oob_program: ht.string, command: ht.string, remote_node: ht.string, timeout: ht.int },
    result: ht.any,
    timeout: 'normal',
    idempotent: false,
  }),
  test_delay: defineCall({
    doc: 'Wait for so many seconds.',
    nodes: 'many',
    args: { duration: ht.float },
    result: ht.none,
    timeout: 'normal',
    idempotent: true,
    timeoutOf: ({ duration }) => Math.trunc(duration + 5),
  }),
};
