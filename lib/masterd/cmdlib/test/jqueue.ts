import { ELOG_JQUEUE_TEST, JQT_EXEC, JQT_EXPANDNAMES, JQT_LOGMSG, JQT_MSGPREFIX, JQT_STARTMSG } from '@gnt/constants';
import { ECODE_ENVIRON, OpExecError, OpPrereqError } from '@gnt/protocol';
import { LogicalUnit, type LockNeeds } from '../base.js';
import { exclusive } from '../common/locks.js';

/** For the client to connect, and then to go on; milliseconds. */
const CONNECT_MS = 20_000;
const CONFIRM_MS = 60_000;

/** Tells a test program which stage the job has reached and waits for it to look. */
export class LUTestJqueue extends LogicalUnit<'OP_TEST_JQUEUE', null> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  override async expandNames(): Promise<LockNeeds> {
    if (this.op.notify_waitlock) {
      await this.notify(JQT_EXPANDNAMES, null, (message) => new OpPrereqError(message, ECODE_ENVIRON));
    }
    this.ctx.feedback.info('Expanding names');
    return { node: exclusive([this.ctx.cfg.snapshot.cluster.master_node]) };
  }

  override async checkPrereq(): Promise<null> {
    return null;
  }

  async exec(): Promise<boolean> {
    const { feedback } = this.ctx;
    const messages = this.op.log_messages;
    if (this.op.notify_exec) await this.notify(JQT_EXEC, null);
    feedback.info('Executing');
    if (messages.length > 0) await this.notify(JQT_STARTMSG, messages.length);
    for (const [index, message] of messages.entries()) {
      feedback.info(`Sending log message ${index + 1}`);
      feedback.say(JQT_MSGPREFIX + message);
      await this.notify(JQT_LOGMSG, index + 1);
    }
    if (this.op.fail) throw new OpExecError('Opcode failure was requested');
    return true;
  }

  private async notify(
    stage: string,
    argument: number | null,
    failure: (message: string) => Error = (message) => new OpExecError(message),
  ): Promise<void> {
    const { feedback, services, signal } = this.ctx;
    const meeting = await services.local.meetingPoint();
    try {
      feedback.entry(ELOG_JQUEUE_TEST, [meeting.path, stage, argument]);
      if (!(await meeting.connected(CONNECT_MS, signal))) throw failure("Client didn't connect in time (timed out)");
      if (!(await meeting.heard(CONFIRM_MS, signal))) {
        throw failure('Client failed to confirm notification (timed out)');
      }
    } finally {
      await meeting.close();
    }
  }
}
