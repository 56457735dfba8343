import type { RpcRunner } from '../../rpc/interface.js';
import { JobKilled } from '../jqueue/errors.js';

/** Throws when the job was killed: none of its effects may happen from then on. */
export function checkNotKilled(signal: AbortSignal): void {
  if (signal.aborted && signal.reason instanceof JobKilled) throw signal.reason;
}

/** Calls to nodes that end at once when the job is killed, whatever the node still does. */
export function fencedRpc(rpc: RpcRunner, signal: AbortSignal): RpcRunner {
  const guarded = async <T>(call: () => Promise<T>): Promise<T> => {
    checkNotKilled(signal);
    let onAbort = (): void => undefined;
    const killed = new Promise<never>((_, reject) => {
      onAbort = () => {
        if (signal.reason instanceof JobKilled) reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
    });
    try {
      return await Promise.race([call(), killed]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  };
  return {
    one: (node, call, args, options) => guarded(() => rpc.one(node, call, args, options)),
    tryOne: (node, call, args, options) => guarded(() => rpc.tryOne(node, call, args, options)),
    many: (nodes, call, args, options) => guarded(() => rpc.many(nodes, call, args, options)),
  };
}
