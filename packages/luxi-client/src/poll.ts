import { DEFAULT_WFJC_TIMEOUT, JOB_NOTCHANGED } from '@gnt/constants';
import { decodeError, GanetiError, isWireError, OpExecError } from '@gnt/protocol';
import type { LuxiClient } from './client.js';

/** One line of a job's log. */
export interface JobLogEntry {
  readonly serial: number;
  readonly time: readonly [seconds: number, microseconds: number];
  readonly type: string;
  readonly message: unknown;
}

/** Told what happens while a job is waited for. */
export interface JobReporter {
  /** The next line comes when this is done. */
  log(job: number, entry: JobLogEntry): void | Promise<void>;
  /** Nothing changed for a while; the job's status as last seen, null when never. */
  unchanged(job: number, status: string | null): void;
}

/** A reporter that tells nobody. */
export const silentReporter: JobReporter = { log: () => undefined, unchanged: () => undefined };

const ENDED: ReadonlySet<unknown> = new Set(['success', 'error', 'canceling', 'canceled']);

async function waitForEnd(client: LuxiClient, job: number, reporter: JobReporter): Promise<void> {
  let previous: unknown[] | null = null;
  let serial: number | null = null;
  for (;;) {
    const change = await client.waitForJobChange(job, ['status'], previous, serial, DEFAULT_WFJC_TIMEOUT);
    if (change === JOB_NOTCHANGED) {
      reporter.unchanged(job, previous === null ? null : String(previous[0]));
      continue;
    }
    if (!Array.isArray(change)) throw new GanetiError('JobLost', [`Job with id ${String(job)} lost`]);
    const [info, entries] = change;
    for (const [number, time, type, message] of entries) {
      await reporter.log(job, { serial: number, time, type, message });
      serial = Math.max(serial ?? 0, number);
    }
    // While entries come in, more of them may follow the last status.
    if (entries.length === 0 && ENDED.has(info[0])) return;
    previous = info;
  }
}

function failure(statuses: readonly unknown[], results: readonly unknown[]): GanetiError {
  for (const [index, status] of statuses.entries()) {
    const result = results[index];
    if (status !== 'error') continue;
    if (isWireError(result)) return decodeError(result);
    const text = typeof result === 'string' ? result : JSON.stringify(result);
    return new OpExecError(statuses.includes('success') ? `partial failure (opcode ${String(index)}): ${text}` : text);
  }
  return new OpExecError(JSON.stringify(results));
}

/** Waits until a job has ended and gives the results of its opcodes; throws what it failed with, JobCanceled or JobLost. */
export async function pollJob(
  client: LuxiClient,
  job: number,
  reporter: JobReporter = silentReporter,
): Promise<unknown[]> {
  await waitForEnd(client, job, reporter);
  const [row] = await client.queryJobs([job], ['status', 'opstatus', 'opresult']);
  if (!row) throw new GanetiError('JobLost', [`Job with id ${String(job)} lost`]);
  const [status, statuses, results] = row as [string, unknown[], unknown[]];
  if (status === 'success') return results;
  if (status === 'canceling' || status === 'canceled') throw new GanetiError('JobCanceled', ['Job was canceled']);
  throw failure(statuses, results);
}
