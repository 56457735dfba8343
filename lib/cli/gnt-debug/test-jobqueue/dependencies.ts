import { GanetiError, OpExecError } from '@gnt/protocol';
import { JobSet } from '../../framework/job-set.js';
import type { Session } from '../../framework/session.js';
import { delayOf } from './submission.js';

type Details = [id: number, opexec: [[number, number]], ops: [Readonly<Record<string, unknown>>]];

/** A job that needs another's end: its index, and that of the other. */
const NEEDS: readonly (readonly [number, number])[] = [
  [1, 0],
  [2, 0],
  [4, 2],
];

/** Checks that relative dependencies become job numbers and that jobs run in that order. */
export async function testDependencies(session: Session): Promise<void> {
  session.out('Testing job dependencies');
  await refusesLoneRelative(session);
  const jobs = [
    [delayOf(session, 1)],
    [delayOf(session, 1, { depends: [[-1, []]] })],
    [delayOf(session, 1, { depends: [[-2, ['success']]] })],
    [delayOf(session, 1, { depends: [] })],
    [delayOf(session, 1, { depends: [[-2, ['success']]] })],
  ];
  const answers = await (await session.client()).submitManyJobs(jobs);
  const set = new JobSet(session);
  set.addSubmitted(answers);
  const outcomes = await set.results();
  if (!outcomes.every(({ ok }) => ok)) {
    throw new OpExecError(`Not all jobs succeeded: ${JSON.stringify(outcomes)}`);
  }
  const ids = answers.map(([, id]) => Number(id));
  const rows = (await (await session.client()).queryJobs(ids, ['id', 'opexec', 'ops'])) as Details[];
  for (const [job, other] of NEEDS) {
    const [mine, theirs] = [rows[job], rows[other]];
    const depends = mine?.[2][0]['depends'] as [number, unknown][] | undefined;
    if (depends?.[0]?.[0] !== theirs?.[0]) {
      throw new OpExecError(`Job ${String(job)} waits for another job than ${String(theirs?.[0])}`);
    }
    if (!mine || !theirs || !isBefore(theirs[1][0], mine[1][0])) {
      throw new OpExecError(`A job began before the one it waits for was over: ${JSON.stringify(rows)}`);
    }
  }
  session.out('Job dependency tests were successful');
}

async function refusesLoneRelative(session: Session): Promise<void> {
  try {
    const client = await session.client();
    await session.jobs.poll(await client.submitJob([delayOf(session, 0, { depends: [[-1, null]] })]));
  } catch (error) {
    if (!(error instanceof GanetiError)) throw error;
    await session.close();
    if (session.jobs.debug) session.out(`Refused, as it should be: ${error.message}`);
    return;
  }
  throw new OpExecError('A single job that names another one relatively was accepted');
}

function isBefore(a: readonly [number, number], b: readonly [number, number]): boolean {
  return a[0] < b[0] || (a[0] === b[0] && a[1] <= b[1]);
}
