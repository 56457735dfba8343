import type { LuxiArgs, LuxiMethod, LuxiResult } from '@gnt/protocol';
import type { Clock } from '../../common/clock.js';
import type { Random } from '../../common/random.js';
import type { ConfigStore } from '../../config/interface.js';
import type { RpcRunner } from '../../rpc/interface.js';
import type { JobQueue } from '../jqueue/queue.js';
import type { QueryEngine } from '../query/engine.js';

/** What the methods work with. */
export interface LuxiServices {
  readonly queue: JobQueue;
  readonly engine: QueryEngine;
  readonly cfg: ConfigStore;
  readonly rpc: RpcRunner;
  readonly clock: Clock;
  readonly random: Random;
  /** Until when the watcher is paused; null when it is not. */
  readonly watcherPause: () => Promise<number | null>;
}

/** One call of a method. */
export interface LuxiCall extends LuxiServices {
  /** Aborted when the client goes away or the server closes. */
  readonly signal: AbortSignal;
}

/** The implementation of a method; its arguments have been checked against the table. */
export type LuxiHandler<M extends LuxiMethod> = (args: LuxiArgs<M>, call: LuxiCall) => Promise<LuxiResult<M>>;

/** A job number as clients send it: a number, or digits. */
export function jobNumber(id: number | string): number {
  return Number(id);
}
