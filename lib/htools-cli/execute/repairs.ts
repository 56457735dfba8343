import { OP_PRIO_NORMAL, RELEASE_VERSION } from '@gnt/constants';
import type { Opcode } from '@gnt/htools';
import { LuxiClient } from '@gnt/luxi-client';
import type { Environment } from '../framework/environment.js';
import { failure } from '../framework/errors.js';
import { waitForEnd } from './job-sets.js';

const VERSION = `(ganeti) version ${RELEASE_VERSION}`;
const UNFINISHED = new Set(['queued', 'waiting', 'canceling', 'running']);

/** Repairs and the tags that record them, as jobs of the master daemon; in a dry run nothing is submitted. */
export class RepairJobs {
  readonly #client: LuxiClient;
  readonly #env: Environment;
  readonly #reason: string;
  readonly #dryRun: boolean;

  private constructor(client: LuxiClient, env: Environment, reason: string | undefined, dryRun: boolean) {
    this.#client = client;
    this.#env = env;
    this.#reason = reason ?? `harep ${VERSION} called`;
    this.#dryRun = dryRun;
  }

  static async connect(
    socket: string,
    env: Environment,
    { reason, dryRun }: { readonly reason: string | undefined; readonly dryRun: boolean },
  ): Promise<RepairJobs> {
    return new RepairJobs(await LuxiClient.connect(socket), env, reason, dryRun);
  }

  #dressed(op: Opcode): Opcode {
    const timestamp = Math.floor(this.#env.clock.now() * 1000) * 1000;
    return {
      priority: OP_PRIO_NORMAL,
      depends: null,
      ...op,
      comment: `automated repairs by harep ${VERSION}`,
      reason: [['harep', this.#reason, timestamp]],
    };
  }

  async #submit(opcodes: readonly Opcode[]): Promise<number> {
    const [answer] = await this.#client.submitManyJobs([opcodes.map((op) => this.#dressed(op))]);
    if (!answer?.[0]) throw failure(`Job submission error: ${String(answer?.[1])}`);
    return Number(answer[1]);
  }

  /** Submits a job; gives its number, none in a dry run, which shows the job instead. */
  async submit(opcodes: readonly Opcode[]): Promise<number[]> {
    if (!this.#dryRun) return [await this.#submit(opcodes)];
    this.#env.out(`jobs: ${JSON.stringify([opcodes])}\n`);
    return [];
  }

  /** Runs a job to its end, which must be a success; nothing in a dry run. */
  async run(opcodes: readonly Opcode[]): Promise<void> {
    if (this.#dryRun) return;
    const ended = await waitForEnd(this.#client, [await this.#submit(opcodes)], this.#env);
    const failed = ended
      .filter(([, status]) => status !== 'success')
      .map(([job, status]) => `${String(job)}=>${status}`);
    if (failed.length > 0) throw failure(`The following jobs failed: ${failed.join(', ')}`);
  }

  /** How jobs ended: undefined while one of them goes on, else whether all succeeded. */
  async succeeded(jobs: readonly number[]): Promise<boolean | undefined> {
    const found = await this.#client.queryJobs(jobs, ['status']);
    const statuses = found.map((row, k) => {
      if (!row) throw failure(`job ${String(jobs[k])} is gone, so how it ended is not known`);
      return String(row[0]);
    });
    if (statuses.some((status) => UNFINISHED.has(status))) return undefined;
    return statuses.every((status) => status === 'success');
  }

  close(): void {
    this.#client.close();
  }
}
