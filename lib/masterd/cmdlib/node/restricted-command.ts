import { LogicalUnit, type LockNeeds } from '../base.js';
import { nodeName, wantedNodes } from '../common/expand.js';
import { exclusive, shared } from '../common/locks.js';

/** Runs a command on nodes that their administrators have put there for this purpose. */
export class LURestrictedCommand extends LogicalUnit<'OP_RESTRICTED_COMMAND', readonly string[]> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  private nodes(): string[] {
    const { nodes } = this.op;
    return nodes.length === 0 ? [] : wantedNodes(this.ctx.cfg.snapshot, nodes).map((n) => n.uuid);
  }

  override expandNames(): LockNeeds {
    const nodes = this.nodes();
    return { node: this.op.use_locking ? exclusive(nodes) : shared(nodes) };
  }

  override async checkPrereq(): Promise<readonly string[]> {
    return this.nodes();
  }

  async exec(nodes: readonly string[]): Promise<[boolean, string][]> {
    const { ctx } = this;
    const { command } = this.op;
    const results = await ctx.rpc.many(nodes, 'restricted_command', { cmd: command });
    return nodes.map((uuid) => {
      const result = results.get(uuid);
      if (result?.ok) return [true, result.payload];
      const why = result ? result.error : 'the node was not asked';
      return [false, `Command '${command}' on node '${nodeName(ctx.cfg.snapshot, uuid)}' failed: ${why}`];
    });
  }
}
