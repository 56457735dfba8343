import type { LuxiClient } from '@gnt/luxi-client';
import { EXIT_CONFIRMATION } from '@gnt/constants';
import { ECODE_INVAL, ECODE_STATE, makeSimpleFilter, OpPrereqError } from '@gnt/protocol';
import type { Session } from '../framework/session.js';
import { formatQuery } from '../output/query.js';
import { JOB_FORMATTERS } from './format.js';

/** What is done to each job. */
export interface JobAction {
  readonly args: readonly string[];
  readonly statusFilter: readonly string[] | null;
  readonly force: boolean;
  readonly question: string;
  readonly act: (client: LuxiClient, job: string) => Promise<readonly [ok: boolean, message: string]>;
}

/** The jobs with a status, after a question; undefined when the answer is no. */
async function chosenByStatus(
  session: Session,
  { force, question }: JobAction,
  status: readonly string[],
): Promise<string[] | undefined> {
  const client = await session.client();
  const result = await client.query('job', ['id', 'status', 'summary'], makeSimpleFilter('status', status));
  if (result.data.length === 0) throw new OpPrereqError('No job has such a status', ECODE_STATE);
  if (!force) {
    const style = { headers: true, separator: null, units: null, verbose: false, formatters: JOB_FORMATTERS };
    for (const line of formatQuery(result, style)) session.out(line);
    if (!session.ask(question)) return undefined;
  }
  return result.data.map(([id]) => String(id?.[1]));
}

/** Does something to jobs that are named or have a status; the exit code tells whether it worked for all. */
export async function forJobs(session: Session, action: JobAction): Promise<number> {
  const { args, statusFilter } = action;
  if (args.length > 0 === (statusFilter !== null)) {
    throw new OpPrereqError('Give either a status or numbers of jobs, not both', ECODE_INVAL);
  }
  const jobs = statusFilter === null ? args : await chosenByStatus(session, action, statusFilter);
  if (jobs === undefined) return EXIT_CONFIRMATION;
  const client = await session.client();
  let exitCode = 0;
  for (const job of jobs) {
    const [ok, message] = await action.act(client, job);
    if (!ok) exitCode = 1;
    session.out(message);
  }
  return exitCode;
}
