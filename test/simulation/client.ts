import type { LuxiArgs, LuxiMethod } from '@gnt/protocol';
import type { SimCluster } from './cluster.js';
import { ConnectionLost } from './master.js';
import { Oracle, type Effect, type TrackedJob } from './oracle.js';
import { SimProcess } from './process.js';

const FINAL = ['success', 'error', 'canceled'];

export type Opcode = Readonly<Record<string, unknown>> & { readonly OP_ID: string };

/** Programs of operators: they submit jobs, follow them to their end over any number of masters, and remember. */
export class Clients {
  readonly oracle: Oracle;
  readonly #cluster: SimCluster;
  readonly #process: SimProcess;
  /** Jobs that were accepted and whose end is not known. */
  open = 0;

  constructor(cluster: SimCluster) {
    this.#cluster = cluster;
    this.oracle = new Oracle(cluster.observer);
    this.#process = new SimProcess('clients', cluster.time);
  }

  /** Asks the master. What one says that was replaced meanwhile counts for nothing: only it may know of it (decision 7). */
  async call<M extends LuxiMethod>(method: M, args: LuxiArgs<M>): Promise<unknown> {
    const { master } = this.#cluster;
    if (!master) throw new ConnectionLost('no master answers');
    const answer = await master.call(method, args);
    if (master.node !== this.#cluster.masterNode) throw new ConnectionLost('the master was replaced');
    return answer;
  }

  /** Submits a job and follows it; resolves with its number as soon as that is known. */
  async submit(what: string, ops: readonly Opcode[], effect?: Effect): Promise<number | undefined> {
    const { observer } = this.#cluster;
    this.oracle.sent(effect);
    let id: number;
    try {
      id = (await this.call('SubmitJob', { job: ops.map((op) => ({ reason: [], ...op })) })) as number;
    } catch (e) {
      observer.say(`  '${what}' is not accepted: ${(e as Error).message.slice(0, 200)}`);
      this.oracle.refused(effect);
      return undefined;
    }
    observer.say(`  '${what}' is job ${id}`);
    const job: TrackedJob = { id, what, effect };
    this.oracle.accepted(job);
    this.open += 1;
    void this.#follow(job);
    return id;
  }

  async #follow(job: TrackedJob): Promise<void> {
    const { observer } = this.#cluster;
    let known: unknown = null;
    let log: number | null = null;
    for (;;) {
      try {
        const args = { job: job.id, fields: ['status', 'opresult'], prev_job: known, prev_log: log, tmout: 60 };
        const [values, lines] = (await this.call('WaitForJobChange', args)) as [[string, unknown[]], [number][]];
        if (job.lost) {
          this.open -= 1;
          return;
        }
        known = values;
        log = lines.at(-1)?.[0] ?? log;
        const [status, results] = values;
        if (!FINAL.includes(status)) continue;
        const why = status === 'error' ? ` ${JSON.stringify(results.at(-1)).slice(0, 300)}` : '';
        observer.say(`  job ${job.id} (${job.what}) ended: ${status}${why}`);
        this.oracle.ended(job, status);
        this.open -= 1;
        return;
      } catch (e) {
        if (!(e instanceof ConnectionLost) && !job.archived && !job.lost) {
          observer.broken(
            'no accepted job is lost',
            `job ${job.id} (${job.what}) of the client: ${(e as Error).message}`,
          );
          this.open -= 1;
          return;
        }
        if (job.archived || job.lost) {
          this.open -= 1;
          return;
        }
        await this.#process.clock.sleep(1000);
      }
    }
  }
}
