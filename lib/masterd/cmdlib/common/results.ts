import { OpExecError, OpPrereqError, type Ecode } from '@gnt/protocol';
import type { RpcResult } from '../../../rpc/interface.js';

/** The payload; a failure becomes an OpExecError with `what` before the node's words. */
export function payloadOf<T>(result: RpcResult<T> | undefined, what: string): T {
  if (!result) throw new OpExecError(`${what}: the node was not asked`);
  if (!result.ok) throw new OpExecError(`${what}: ${result.error}`);
  return result.payload;
}

/** As payloadOf, for checks before anything has changed. */
export function checkedPayloadOf<T>(result: RpcResult<T> | undefined, what: string, ecode: Ecode): T {
  if (!result) throw new OpPrereqError(`${what}: the node was not asked`, ecode);
  if (!result.ok) throw new OpPrereqError(`${what}: ${result.error}`, ecode);
  return result.payload;
}

/** Tells a failure to `say` ("what: why") and goes on; whether the call succeeded. */
export function warnUnlessOk(
  result: RpcResult<unknown> | undefined,
  what: string,
  say: (message: string) => void,
): boolean {
  if (result?.ok) return true;
  say(`${what}: ${result ? result.error : 'the node was not asked'}`);
  return false;
}
