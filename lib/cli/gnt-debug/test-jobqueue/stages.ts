import { isA, OpExecError } from '@gnt/protocol';
import { opcode } from '../../framework/opcode.js';
import type { Session } from '../../framework/session.js';
import { StageReporter } from './reporter.js';

interface Mode {
  readonly title: string;
  /** For each opcode whether it is to fail. */
  readonly fails: readonly boolean[];
}

const MODES: readonly Mode[] = [
  { title: 'Testing job success', fails: [false] },
  { title: 'Testing multiple successful opcodes', fails: [false, false] },
  { title: 'Testing job failure', fails: [true] },
  { title: 'Testing partial job failure', fails: [false, false, true, false] },
];

/** Runs jobs that succeed and fail, and checks what is seen of them while they run and afterwards. */
export async function testStages(session: Session): Promise<void> {
  for (const [index, mode] of MODES.entries()) {
    const messages = [
      `Testing mode ${String(index)}`,
      'Hello World',
      'A',
      '',
      'B',
      'Foo|bar|baz',
      new Date(session.clock.now()).toISOString(),
    ];
    session.out(mode.title);
    await testMode(session, mode, messages);
  }
}

async function testMode(session: Session, { fails }: Mode, messages: readonly string[]): Promise<void> {
  const { jobs } = session;
  const ops = fails.map((fail) =>
    jobs.dress(
      opcode('OP_TEST_JQUEUE', { notify_waitlock: true, notify_exec: true, log_messages: [...messages], fail }),
    ),
  );
  const failing = fails.includes(true);
  const job = await (await session.client()).submitJob(ops);
  const reporter = new StageReporter(session);
  try {
    const results = await jobs.poll(job, reporter);
    if (failing) throw new Error(`Job ${String(job)} was to fail and has not`);
    if (results.length !== ops.length) {
      throw new OpExecError(`There are ${String(results.length)} results of ${String(ops.length)} opcodes`);
    }
  } catch (error) {
    if (!failing || !isA(error, 'OpExecError')) throw error;
    session.out(`The job failed, as it should: ${error.message}`);
  }
  // The opcode that fails still sends its messages; those behind it do not run.
  const ran = failing ? fails.indexOf(true) + 1 : fails.length;
  const expected = Array.from({ length: ran }, () => messages).flat();
  equal('test messages', reporter.messages, expected);
  equal('job ID', reporter.job, job);
  const [row] = await (await session.client()).queryJobs([job], ['status', 'opstatus']);
  const opstatus = fails.map((_, at) => (at < ran - (failing ? 1 : 0) ? 'success' : 'error'));
  equal('final state', row, [failing ? 'error' : 'success', opstatus]);
}

function equal(what: string, seen: unknown, expected: unknown): void {
  if (JSON.stringify(seen) === JSON.stringify(expected)) return;
  throw new OpExecError(`${what}: ${JSON.stringify(seen)}, where ${JSON.stringify(expected)} should be`);
}
