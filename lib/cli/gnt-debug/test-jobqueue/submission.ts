import type { WireOpcode } from '@gnt/luxi-client';
import { GanetiError, OpExecError } from '@gnt/protocol';
import { OP_PRIO_HIGHEST, OP_PRIO_LOWEST, OP_PRIO_SUBMIT_VALID } from '@gnt/constants';
import { opcode } from '../../framework/opcode.js';
import type { Session } from '../../framework/session.js';

/** An opcode that waits for so many seconds; one for 0 is not meant to run. */
export function delayOf(
  { jobs }: Pick<Session, 'jobs'>,
  duration: number,
  more: Readonly<Record<string, unknown>> = {},
): WireOpcode {
  return { ...jobs.dress(opcode('OP_TEST_DELAY', { duration })), ...more };
}

async function expectRefusal(session: Session, what: string, submit: () => Promise<unknown>): Promise<void> {
  try {
    await submit();
  } catch (error) {
    if (!(error instanceof GanetiError)) throw error;
    // A refused request costs the connection.
    await session.close();
    if (session.jobs.debug) session.out(`Refused, as it should be (${what}): ${error.message}`);
    return;
  }
  throw new OpExecError(`${what} was accepted, which must not be`);
}

/** Checks that jobs with a priority that may not be submitted are refused, alone and among others. */
export async function testSubmission(session: Session): Promise<void> {
  session.out('Testing job submission');
  const cases: [before: number, after: number, priority: number][] = [
    [0, 0, OP_PRIO_LOWEST],
    [0, 0, OP_PRIO_HIGHEST],
  ];
  const known: readonly number[] = [...OP_PRIO_SUBMIT_VALID, OP_PRIO_LOWEST, OP_PRIO_HIGHEST];
  for (const priority of known.flatMap((p) => [p - 1, p + 1])) {
    cases.push([0, 0, priority], [3, 0, priority], [0, 3, priority], [4, 2, priority]);
  }
  for (const [before, after, priority] of cases) {
    const plain = (count: number): WireOpcode[] => Array.from({ length: count }, () => delayOf(session, 0));
    const ops = [...plain(before), delayOf(session, 0, { priority }), ...plain(after)];
    const what = `priority ${String(priority)}`;
    await expectRefusal(session, what, async () => (await session.client()).submitJob(ops));
    const mixed = [
      delayOf(session, 0),
      delayOf(session, 0, { dry_run: false }),
      delayOf(session, 0, { dry_run: true }),
    ];
    await expectRefusal(session, what, async () => (await session.client()).submitManyJobs([mixed, ops]));
  }
  session.out('Job submission tests were successful');
}
