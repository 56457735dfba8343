import { connect, type Socket } from 'node:net';
import {
  ELOG_JQUEUE_TEST,
  ELOG_MESSAGE,
  JQT_ALL,
  JQT_EXEC,
  JQT_EXPANDNAMES,
  JQT_LOGMSG,
  JQT_MSGPREFIX,
  JQT_STARTMSG,
} from '@gnt/constants';
import type { JobLogEntry, JobReporter } from '@gnt/luxi-client';
import { ganetiError, OpExecError } from '@gnt/protocol';
import { PrintingReporter } from '../../framework/jobs.js';
import type { Session } from '../../framework/session.js';

/** For a running job to accept us, in milliseconds. */
const CONNECT_MS = 30_000;

/** Follows a job of OP_TEST_JQUEUE: meets it at each stage, and checks its state and log there. */
export class StageReporter implements JobReporter {
  readonly #session: Session;
  readonly #printing: PrintingReporter;
  /** Test messages since the last start. */
  #current: string[] | undefined;
  /** All test messages that came. */
  readonly messages: string[] = [];
  /** The job they are of. */
  job: number | undefined;

  constructor(session: Session) {
    this.#session = session;
    this.#printing = new PrintingReporter(session.io);
  }

  async log(job: number, entry: JobLogEntry): Promise<void> {
    this.job ??= job;
    if (this.job !== job) throw ganetiError('ProgrammerError', ['This reporter has followed another job before']);
    const { type, message } = entry;
    if (type === ELOG_JQUEUE_TEST) {
      const [path, stage, argument] = message as [string, string, number | null];
      await this.#meet(job, path, stage, argument);
    } else if (type === ELOG_MESSAGE && typeof message === 'string' && message.startsWith(JQT_MSGPREFIX)) {
      if (!this.#current) throw new OpExecError('A test message came before the one that begins the test');
      const text = message.slice(JQT_MSGPREFIX.length);
      this.#current.push(text);
      this.messages.push(text);
    } else {
      this.#printing.log(job, entry);
    }
  }

  unchanged(job: number, status: string | null): void {
    this.#printing.unchanged(job, status);
  }

  async #meet(job: number, path: string, stage: string, argument: number | null): Promise<void> {
    if (!(JQT_ALL as readonly string[]).includes(stage)) {
      throw new OpExecError(`No stage of the test is called ${stage}`);
    }
    const socket = await connected(path, (ms, fn) => this.#session.clock.after(ms, fn));
    try {
      const [row] = await (await this.#session.client()).queryJobs([job], ['status']);
      if (!row) throw new OpExecError(`Can't find job ${String(job)}`);
      this.#check(stage, argument, String(row[0]));
    } finally {
      socket.destroy();
    }
  }

  #check(stage: string, argument: number | null, status: string): void {
    const expect = (expected: string, when: string): void => {
      if (status !== expected)
        throw new OpExecError(`The job is '${status}' during ${when}; it should be '${expected}'`);
    };
    if (stage === JQT_EXPANDNAMES) expect('waiting', 'expanding names');
    if (stage === JQT_EXEC || stage === JQT_LOGMSG) expect('running', 'executing opcode');
    if (stage === JQT_STARTMSG) this.#current = [];
    if (stage === JQT_LOGMSG && this.#current?.length !== argument) {
      const count = String(this.#current?.length ?? 0);
      throw new OpExecError(`${count} test messages came, there should be ${String(argument)}`);
    }
  }
}

function connected(path: string, after: (ms: number, fn: () => void) => () => void): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const stop = after(CONNECT_MS, () => socket.destroy(new OpExecError(`Nobody answers at ${path}`)));
    socket.once('error', (error) => {
      stop();
      reject(error);
    });
    socket.once('connect', () => {
      stop();
      resolve(socket);
    });
  });
}
