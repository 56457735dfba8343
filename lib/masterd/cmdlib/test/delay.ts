import { ELOG_DELAY_TEST } from '@gnt/constants';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { LogicalUnit, type LockNeeds } from '../base.js';
import { nodeName, wantedNodes } from '../common/expand.js';
import { exclusive } from '../common/locks.js';
import { payloadOf } from '../common/results.js';

/** Waits, on nodes or on the master. */
export class LUTestDelay extends LogicalUnit<'OP_TEST_DELAY', readonly string[]> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  private nodes(): string[] {
    const cfg = this.ctx.cfg.snapshot;
    const named = this.op.on_nodes.length > 0 ? wantedNodes(cfg, this.op.on_nodes).map((n) => n.uuid) : [];
    const all = this.op.on_master ? [...named, cfg.cluster.master_node] : named;
    return [...new Set(all)];
  }

  override expandNames(): LockNeeds {
    if (this.op.duration <= 0) throw new OpPrereqError('Duration must be greater than zero', ECODE_INVAL);
    const nodes = this.nodes();
    return this.op.no_locks ? {} : { node: exclusive(nodes) };
  }

  override async checkPrereq(): Promise<readonly string[]> {
    return this.nodes();
  }

  async exec(nodes: readonly string[]): Promise<void> {
    const times = this.op.repeat === 0 ? 1 : this.op.repeat;
    for (let i = 0; i < times; i++) {
      if (this.op.repeat > 0) this.ctx.feedback.info(`Test delay iteration ${i}/${times - 1}`);
      if (this.op.interruptible) {
        if (await this.interrupted()) return;
      } else {
        await this.delay(nodes);
      }
    }
  }

  private async delay(nodes: readonly string[]): Promise<void> {
    const { ctx } = this;
    const { duration } = this.op;
    if (nodes.length === 0) {
      await ctx.clock.sleep(duration * 1000, ctx.signal);
      return;
    }
    for (const [node, result] of await ctx.rpc.many(nodes, 'test_delay', { duration }, { signal: ctx.signal })) {
      payloadOf(result, `Failure during rpc call to node ${nodeName(ctx.cfg.snapshot, node)}`);
    }
  }

  /** Waits here, whatever the nodes, until the time is over or who has connected says so; whether that happened. */
  private async interrupted(): Promise<boolean> {
    const { clock, feedback, services, signal } = this.ctx;
    const meeting = await services.local.meetingPoint();
    try {
      feedback.entry(ELOG_DELAY_TEST, [meeting.path]);
      const start = clock.now();
      const spent = (): number => (clock.now() - start) / 1000;
      if (!(await meeting.connected(this.op.duration * 1000, signal))) return false;
      const left = this.op.duration - spent();
      feedback.say(`Received connection, time to go is ${Math.trunc(left)}`);
      if (!(await meeting.heard(left * 1000, signal))) return false;
      feedback.say(`Interrupted, time spent waiting: ${Math.trunc(spent())}`);
      return true;
    } finally {
      await meeting.close();
    }
  }
}
