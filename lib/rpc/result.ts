import { isRpcReply, rpcDefinition, type RpcCall, type RpcPayload } from '@gnt/protocol';
import { faultsOf } from '@gnt/ht/validate';
import type { RpcResult } from './interface.js';
import type { RawReply } from './transport.js';

/** A failure as a value. */
export function failure(kind: 'offline' | 'transport' | 'remote', error: string, status?: number): RpcResult<never> {
  return { ok: false, error, offline: kind === 'offline', kind, ...(status === undefined ? {} : { status }) };
}

/** What a node's HTTP answer to a call means. */
export function decodeReply<C extends RpcCall>(call: C, reply: RawReply): RpcResult<RpcPayload<C>> {
  if (reply.status === 404)
    return failure('remote', `the node does not know the call '${call}'; its version may be another`, 404);
  if (reply.status !== 200)
    return failure('transport', `HTTP status ${String(reply.status)}: ${textOf(reply.body)}`, reply.status);
  let value: unknown;
  try {
    value = JSON.parse(reply.body);
  } catch {
    return failure('transport', `the answer is not JSON: ${reply.body.slice(0, 200)}`);
  }
  if (!isRpcReply(value))
    return failure('transport', `the answer is not [success, payload]: ${reply.body.slice(0, 200)}`);
  const [success, payload] = value;
  if (!success) return failure('remote', typeof payload === 'string' ? payload : JSON.stringify(payload));
  const [fault] = faultsOf(rpcDefinition(call).result, payload);
  if (fault)
    return failure(
      'remote',
      `unexpected payload of ${call}${fault.path === '' ? '' : ` at ${fault.path}`}: ${fault.message}`,
    );
  return { ok: true, payload: payload as RpcPayload<C> };
}

function textOf(body: string): string {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string')
      return value.message;
  } catch {
    // Not JSON: the text itself is the best there is.
  }
  return body.slice(0, 500);
}
