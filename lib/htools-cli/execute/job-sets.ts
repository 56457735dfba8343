import type { Opcode } from '@gnt/htools';
import { LuxiClient } from '@gnt/luxi-client';
import { GanetiError } from '@gnt/protocol';
import type { Environment, Surroundings } from '../framework/environment.js';
import { ExitError, failure } from '../framework/errors.js';

/** Jobs that run side by side, and what they are. */
export interface JobSet {
  readonly jobs: readonly (readonly Opcode[])[];
  readonly description: string;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const GOING_ON = new Set(['queued', 'waiting', 'canceling', 'running']);

/** Jobs and the statuses in which they ended. */
export type Ended = readonly (readonly [job: number, status: string])[];

/** Waits until jobs have ended; gives their statuses. */
export async function waitForEnd(client: LuxiClient, jobs: readonly number[], env: Environment): Promise<Ended> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
    await env.clock.sleep(wait);
    const rows = await client.queryJobs(jobs, ['status']);
    const statuses = rows.map((row) => String(row?.[0]));
    if (!statuses.some((status) => GOING_ON.has(status))) return jobs.map((job, k) => [job, statuses[k]!] as const);
  }
}

async function submitAndWait(socket: string, jobs: JobSet['jobs'], env: Environment): Promise<Ended> {
  const client = await LuxiClient.connect(socket);
  try {
    const submitted = await client.submitManyJobs(jobs);
    const numbers = submitted.map(([ok, job]) => {
      if (!ok) throw failure(`Job submission error: ${String(job)}`);
      return Number(job);
    });
    env.out(`Got job IDs ${numbers.join(',')}\n`);
    return await waitForEnd(client, numbers, env);
  } finally {
    client.close();
  }
}

/** Submits jobs, tells their numbers and waits until all have ended; gives their statuses. */
export async function runJobs(socket: string, jobs: JobSet['jobs'], env: Environment): Promise<Ended> {
  try {
    return await submitAndWait(socket, jobs, env);
  } catch (error) {
    if (error instanceof GanetiError) throw failure(`Job submission error: ${error.message}`);
    throw error;
  }
}

/** Runs sets of jobs one after the other; SIGINT ends it after the set in hand, SIGTERM at once. */
export async function runJobSets(
  socket: string,
  sets: readonly JobSet[],
  env: Surroundings,
  program = 'hbal',
): Promise<void> {
  const cancel = { asked: false };
  const stopListening = env.onSignals((signal) => {
    if (signal === 'SIGTERM') {
      env.out('Double cancel request, exiting now...\n');
      env.exit(2);
    }
    cancel.asked = true;
    env.out('Cancel request registered, will exit at the end of the current job set...\n');
  });
  const done: [string, Ended][] = [];
  try {
    for (const [k, set] of sets.entries()) {
      if (cancel.asked) {
        const rest = sets.slice(k).map((s) => s.description);
        env.report.set('not_submitted', rest);
        env.out(`Exiting early due to user request, \n${String(done.length)}jobset(s) submitted: \n`);
        env.out(`${JSON.stringify(done)}\n${String(rest.length)} jobset(s) not submitted:\n${JSON.stringify(rest)}\n`);
        return;
      }
      const ended = await runJobs(socket, set.jobs, env);
      const jobs = ended.map(([id, status]) => ({ id, status }));
      env.report.add('executed', { description: set.description, jobs });
      const failed = ended.filter(([, status]) => status !== 'success');
      if (failed.length > 0)
        throw new ExitError(
          1,
          `Error: ${program}: Not all jobs completed successfully: ${JSON.stringify(failed)}\nAborting.\n\n`,
        );
      done.push([set.description, ended]);
    }
  } finally {
    stopListening();
  }
}
