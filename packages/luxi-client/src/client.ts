import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_WFJC_TIMEOUT, LUXI_DEF_RWTO, LUXI_VERSION, LUXI_WFJC_TIMEOUT } from '@gnt/constants';
import {
  decodeLuxiResponse,
  encodeLuxiRequest,
  GanetiError,
  isA,
  type LuxiArgs,
  type LuxiMethod,
  type LuxiResult,
  type WireFilter,
} from '@gnt/protocol';
import { Transport, type TransportOptions } from './transport.js';

/** An opcode as a client submits it. */
export type WireOpcode = Readonly<Record<string, unknown>> & { readonly OP_ID: string };

/** What can be queried. */
export type QueryKind = LuxiArgs<'Query'>['what'];

const RETRIES = 15;
const RETRY_STEP_MS = 5000;

/** Calls that must not be sent twice: when the connection breaks, nobody knows whether the job or rule exists. */
const NOT_REPEATABLE: ReadonlySet<LuxiMethod> = new Set([
  'SubmitJob',
  'SubmitManyJobs',
  'SubmitJobToDrainedQueue',
  'ReplaceFilter',
]);

/**
 * A client of the master daemon's sockets. Every method of the LUXI table is one `call`; those that commands use most
 * have a method of their own. Reconnects when the daemon restarts; errors of the server come as GanetiError.
 */
export class LuxiClient {
  readonly path: string;
  readonly #options: TransportOptions;
  #transport: Transport | undefined;

  private constructor(path: string, options: TransportOptions) {
    this.path = path;
    this.#options = options;
  }

  /** Connects to a socket; fails as the transport does when nobody listens or access is refused. */
  static async connect(path: string, options: TransportOptions = {}): Promise<LuxiClient> {
    const client = new LuxiClient(path, options);
    await client.#connected();
    return client;
  }

  /** Calls a method and gives its result; throws the error that the server answers. */
  async call<M extends LuxiMethod>(method: M, args: LuxiArgs<M>): Promise<LuxiResult<M>> {
    const request = encodeLuxiRequest(method, args, LUXI_VERSION);
    for (let attempt = 1; ; attempt++) {
      const transport = await this.#connected();
      try {
        return decodeLuxiResponse(await transport.call(request)) as LuxiResult<M>;
      } catch (error) {
        if (!isA(error, 'ConnectionClosedError') || NOT_REPEATABLE.has(method) || attempt === RETRIES) throw error;
      }
      await sleep(RETRY_STEP_MS * (attempt - 1));
    }
  }

  /** Puts a job into the queue; gives its number. */
  submitJob(ops: readonly WireOpcode[]): Promise<number> {
    return this.call('SubmitJob', { job: [...ops] });
  }

  /** Puts several jobs into the queue; for each success and number, or the reason against it. */
  submitManyJobs(jobs: readonly (readonly WireOpcode[])[]): Promise<[boolean, number | string][]> {
    return this.call('SubmitManyJobs', { ops: jobs.map((ops) => [...ops]) });
  }

  /** As submitJob, even while the queue is drained. */
  submitJobToDrainedQueue(ops: readonly WireOpcode[]): Promise<number> {
    return this.call('SubmitJobToDrainedQueue', { job: [...ops] });
  }

  /** Fields of the items that pass a filter. */
  query(what: QueryKind, fields: readonly string[], qfilter: WireFilter = null): Promise<LuxiResult<'Query'>> {
    return this.call('Query', { what, fields: [...fields], qfilter });
  }

  /** Which fields a resource has; no names for all. */
  queryFields(what: QueryKind, fields: readonly string[] | null): Promise<LuxiResult<'QueryFields'>> {
    return this.call('QueryFields', { what, fields: fields === null ? null : [...fields] });
  }

  /** Plain values of jobs; null where a job does not exist. */
  queryJobs(ids: readonly number[], fields: readonly string[]): Promise<(unknown[] | null)[]> {
    return this.call('QueryJobs', { ids: [...ids], fields: [...fields] });
  }

  /** Plain values of named items of the older queries; unknown names are left out. */
  queryPlain(
    method: 'QueryNodes' | 'QueryGroups' | 'QueryNetworks' | 'QueryInstances',
    names: readonly string[],
    fields: readonly string[],
  ): Promise<unknown[][]> {
    return this.call(method, { names: [...names], fields: [...fields], lock: false });
  }

  /** Single values of the cluster, in the order asked for. */
  queryConfigValues(fields: readonly string[]): Promise<unknown[]> {
    return this.call('QueryConfigValues', { fields: [...fields] });
  }

  /** Waits until a job's fields or log change, at most `timeout` seconds (89 at most); "nochange" when they did not. */
  waitForJobChange(
    job: number,
    fields: readonly string[],
    previous: unknown,
    previousLog: number | null,
    timeout: number = DEFAULT_WFJC_TIMEOUT,
  ): Promise<LuxiResult<'WaitForJobChange'>> {
    const tmout = Math.min(LUXI_WFJC_TIMEOUT, timeout);
    return this.call('WaitForJobChange', {
      job,
      fields: [...fields],
      prev_job: previous,
      prev_log: previousLog,
      tmout,
    });
  }

  /** Archives jobs that ended more than `age` seconds ago (-1: all); how many it did and how many are left unchecked. */
  autoArchiveJobs(age: number): Promise<[number, number]> {
    return this.call('AutoArchiveJobs', { age, tmout: Math.floor((LUXI_DEF_RWTO - 1) / 2) });
  }

  /** Closes the connection; a later call opens a new one. */
  close(): void {
    this.#transport?.close();
    this.#transport = undefined;
  }

  async #connected(): Promise<Transport> {
    if (this.#transport === undefined || this.#transport.closed) {
      this.#transport = await Transport.connect(this.path, this.#options);
    }
    return this.#transport;
  }
}

/** A job number given as text; throws a RequestError when it is none. */
export function parseJobId(text: string, method: string): number {
  if (!/^\s*\d+\s*$/.test(text)) {
    throw new GanetiError('RequestError', [`${method}: a job id is a whole number, not ${text}`]);
  }
  return Number(text);
}
