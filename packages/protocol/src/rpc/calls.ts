import type { ArgsOf, PayloadOf, RpcDefinition } from './define.js';
import { blockdevCalls } from './blockdev.js';
import { configCalls } from './config.js';
import { drbdCalls } from './drbd.js';
import { impexpCalls } from './impexp.js';
import { instanceCalls } from './instance.js';
import { jobqueueCalls } from './jobqueue.js';
import { journalCalls } from './journal.js';
import { masterCalls } from './master.js';
import { migrationCalls } from './migration.js';
import { nodeCalls } from './node.js';
import { osCalls } from './os.js';
import { runCalls } from './run.js';
import { storageCalls } from './storage.js';

/** All calls that a node daemon answers, by name. */
export const RPC_CALLS = {
  ...instanceCalls,
  ...migrationCalls,
  ...blockdevCalls,
  ...drbdCalls,
  ...storageCalls,
  ...osCalls,
  ...impexpCalls,
  ...nodeCalls,
  ...runCalls,
  ...jobqueueCalls,
  ...journalCalls,
  ...masterCalls,
  ...configCalls,
} as const;

/** The name of a node call. */
export type RpcCall = keyof typeof RPC_CALLS;
/** Its arguments, keyed by name. */
export type RpcArgs<C extends RpcCall> = ArgsOf<(typeof RPC_CALLS)[C]>;
/** What a node answers to it. */
export type RpcPayload<C extends RpcCall> = PayloadOf<(typeof RPC_CALLS)[C]>;

/** The row of a call. */
export function rpcDefinition(call: RpcCall): RpcDefinition {
  return RPC_CALLS[call] as unknown as RpcDefinition;
}

/** Whether a string names a call. */
export function isRpcCall(name: string): name is RpcCall {
  return Object.hasOwn(RPC_CALLS, name);
}

/** Names of a call's arguments in wire order. */
export function rpcArgNames(call: RpcCall): readonly string[] {
  return Object.keys(RPC_CALLS[call].args);
}
