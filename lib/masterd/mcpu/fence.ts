import type { Clock } from '../../common/clock.js';
import type { RpcRunner } from '../../rpc/interface.js';
import { JobKilled } from '../jqueue/errors.js';

/** Throws when the job was killed: none of its effects may happen from then on. */
export function checkNotKilled(signal: AbortSignal): void {
  if (signal.aborted && signal.reason instanceof JobKilled) throw signal.reason;
}

/** Calls to nodes that end at once when the job is killed, whatever the node still does. */
export function fencedRpc(rpc: RpcRunner, signal: AbortSignal): RpcRunner {
  return {
    one: (node, call, args, options) => unlessKilled(signal, () => rpc.one(node, call, args, options)),
    tryOne: (node, call, args, options) => unlessKilled(signal, () => rpc.tryOne(node, call, args, options)),
    many: (nodes, call, args, options) => unlessKilled(signal, () => rpc.many(nodes, call, args, options)),
  };
}

/** A clock whose sleepers wake when the job is killed. */
export function fencedClock(clock: Clock, signal: AbortSignal): Clock {
  return {
    now: () => clock.now(),
    after: (ms, fn) => clock.after(ms, fn),
    sleep: (ms, other) => unlessKilled(signal, () => clock.sleep(ms, other)),
  };
}

async function unlessKilled<T>(signal: AbortSignal, act: () => Promise<T>): Promise<T> {
  checkNotKilled(signal);
  let onAbort = (): void => undefined;
  const killed = new Promise<never>((_, reject) => {
    onAbort = () => {
      if (signal.reason instanceof JobKilled) reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([act(), killed]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
