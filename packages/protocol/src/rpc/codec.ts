import { ganetiError } from '../errors.js';
import { RPC_TIMEOUTS } from './define.js';
import { rpcArgNames, rpcDefinition, type RpcArgs, type RpcCall, type RpcPayload } from './calls.js';

/** The body of a request: the arguments as a list in wire order, or the one bare object. */
export function rpcRequestBody<C extends RpcCall>(call: C, args: RpcArgs<C>): unknown {
  const byName = args as Readonly<Record<string, unknown>>;
  const list = rpcArgNames(call).map((name) => byName[name]);
  return rpcDefinition(call).bareBody ? list[0] : list;
}

/**
 * The arguments of a request's body by name; throws a ParseError that names what is missing or too much.
 * The original's Haskell daemons send an object where there are no arguments, and so is that accepted.
 * Values are not checked against their types here: the server does so with the table.
 */
export function rpcArgsOfBody<C extends RpcCall>(call: C, body: unknown): RpcArgs<C> {
  const names = rpcArgNames(call);
  const list = listOf(call, names, body);
  if (list.length !== names.length) {
    const want = names.length === 0 ? 'none' : `${String(names.length)} (${names.join(', ')})`;
    throw ganetiError('ParseError', [`${call}: ${String(list.length)} arguments given, expected ${want}`]);
  }
  return Object.fromEntries(names.map((name, i) => [name, list[i]])) as RpcArgs<C>;
}

function listOf(call: RpcCall, names: readonly string[], body: unknown): readonly unknown[] {
  if (rpcDefinition(call).bareBody) return [body];
  if (Array.isArray(body)) return body as unknown[];
  if (names.length === 0 && typeof body === 'object' && body !== null && Object.keys(body).length === 0) return [];
  throw ganetiError('ParseError', [`${call}: the request's body must be a list of arguments`]);
}

/** Seconds to wait for the answer to these arguments. */
export function rpcSeconds<C extends RpcCall>(call: C, args: RpcArgs<C>): number {
  const row = rpcDefinition(call);
  const timeoutOf = row.timeoutOf as ((args: unknown) => number) | undefined;
  return timeoutOf ? timeoutOf(args) : RPC_TIMEOUTS[row.timeout];
}

/** What a node answers: success with a payload, or a message. */
export type RpcReply<C extends RpcCall = RpcCall> = [true, RpcPayload<C>] | [false, string];

/** Whether a value has the form of a node's answer. */
export function isRpcReply(value: unknown): value is [boolean, unknown] {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'boolean';
}
