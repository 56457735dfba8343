import { pollJob, type LuxiClient, type QueryKind, type WireOpcode } from '@gnt/luxi-client';
import { OPCODE_REASON_SRC_WATCHER } from '@gnt/constants';
import type { GivenOpcode, OpId } from '@gnt/opcodes';
import type { WireFilter } from '@gnt/protocol';
import type { Clock } from '../common/clock.js';
import type { WatcherLog } from './log.js';

/** An opcode of the watcher without the reason for it. */
export type WatcherOpcode<Id extends OpId> = Omit<GivenOpcode<Id>, 'reason'>;

/** What the watcher asks of the master daemon; tests bring their own. */
export interface Master {
  /** Name of the master node. */
  masterNode(): Promise<string>;
  /** Name and UUID of each node group. */
  groups(): Promise<(readonly [name: string, uuid: string])[]>;
  /** Values of the items that pass a filter; null where there is none. */
  query(what: QueryKind, fields: readonly string[], filter: WireFilter): Promise<unknown[][]>;
  /** Puts a job into the queue. */
  submit(ops: readonly WireOpcode[]): Promise<number>;
  /** Waits for a job's end; the results of its opcodes, or what it failed with. */
  wait(job: number): Promise<unknown[]>;
  archiveJob(job: number): Promise<void>;
  /** Archives jobs that ended more than `age` seconds ago; how many, and how many were not looked at. */
  archiveJobs(age: number): Promise<readonly [archived: number, left: number]>;
}

/** An opcode with the watcher's reason for it. */
export function watcherOpcode<const Id extends OpId>(
  clock: Pick<Clock, 'now'>,
  why: string,
  op: WatcherOpcode<Id>,
): WireOpcode {
  return { ...op, reason: [[OPCODE_REASON_SRC_WATCHER, why, Math.round(clock.now() * 1e6)]] };
}

/** The master daemon behind its socket. */
export class LuxiMaster implements Master {
  readonly #client: LuxiClient;
  readonly #log: WatcherLog;

  constructor(client: LuxiClient, log: WatcherLog) {
    this.#client = client;
    this.#log = log;
  }

  async masterNode(): Promise<string> {
    const [name] = await this.#client.queryConfigValues(['master_node']);
    return String(name);
  }

  async groups(): Promise<(readonly [string, string])[]> {
    const rows = await this.#client.queryPlain('QueryGroups', [], ['name', 'uuid']);
    return rows.map(([name, uuid]) => [String(name), String(uuid)] as const);
  }

  async query(what: QueryKind, fields: readonly string[], filter: WireFilter): Promise<unknown[][]> {
    const { data } = await this.#client.query(what, fields, filter);
    return data.map((row) => row.map(([, value]) => value));
  }

  submit(ops: readonly WireOpcode[]): Promise<number> {
    return this.#client.submitJob(ops);
  }

  wait(job: number): Promise<unknown[]> {
    return pollJob(this.#client, job, {
      log: (id, { message }) => {
        this.#log.debug(`Job ${String(id)}: ${typeof message === 'string' ? message : JSON.stringify(message)}`);
      },
      unchanged: () => undefined,
    });
  }

  async archiveJob(job: number): Promise<void> {
    await this.#client.call('ArchiveJob', { job });
  }

  archiveJobs(age: number): Promise<readonly [number, number]> {
    return this.#client.autoArchiveJobs(age);
  }
}
