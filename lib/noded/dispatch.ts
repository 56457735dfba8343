import { GanetiError, isRpcCall, rpcArgsOfBody, rpcDefinition, type RpcArgs, type RpcCall } from '@gnt/protocol';
import { faultsOf } from '@gnt/ht/validate';
import type { RpcDispatch } from '../rpc/server.js';
import type { NodeContext } from './context.js';
import { messageOf, NodeError } from './errors.js';
import type { Handler, Handlers } from './handlers/index.js';

/** Makes the server's dispatch: arguments are checked by the table, errors become [false, message]. */
export function createDispatch(handlers: Handlers, ctx: NodeContext): RpcDispatch {
  return (call, body) => {
    if (!isRpcCall(call)) return undefined;
    const handler = handlers[call] as Handler<RpcCall> | undefined;
    return handler && answer(call, body, handler, ctx);
  };
}

async function answer(
  call: RpcCall,
  body: string,
  handler: Handler<RpcCall>,
  ctx: NodeContext,
): Promise<readonly [boolean, unknown]> {
  const started = ctx.clock.now();
  try {
    const payload = await handler(checkedArgs(call, body), ctx);
    ctx.log.debug({ call, ms: Math.round(ctx.clock.now() - started) }, 'call answered');
    return [true, payload];
  } catch (err) {
    const expected = err instanceof NodeError || err instanceof GanetiError;
    ctx.log.error(expected ? { call, reason: err.message } : { call, err }, 'call failed');
    // The original marks what its backend did not foresee in these words, and masters show them.
    return [false, expected ? err.message : `Error while executing backend function: ${messageOf(err)}`];
  }
}

function checkedArgs<C extends RpcCall>(call: C, body: string): RpcArgs<C> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    throw new NodeError(`${call}: the request's body is not JSON`, { cause });
  }
  const args = rpcArgsOfBody(call, value);
  const byName = args as Readonly<Record<string, unknown>>;
  const faults = Object.entries(rpcDefinition(call).args).flatMap(([name, type]) =>
    faultsOf(type, byName[name]).map(({ path, message }) => `argument ${name}${path} ${message}`),
  );
  if (faults.length > 0) throw new NodeError(`${call}: ${faults.slice(0, 5).join('; ')}`);
  return args;
}
