import {
  OOB_HEALTH,
  OOB_POWER_CYCLE,
  OOB_POWER_OFF,
  OOB_POWER_ON,
  OOB_POWER_STATUS,
  OOB_STATUSES,
  OOB_STATUS_CRITICAL,
  OOB_STATUS_WARNING,
  RS_NODATA,
  RS_NORMAL,
  RS_UNAVAIL,
} from '@gnt/constants';
import { ECODE_INVAL, ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import { compareNicely } from '@gnt/objects';
import type { Node } from '../../planning/objects.js';
import { ndParamsOf } from '../../planning/params.js';
import { shown } from '../../planning/text.js';
import { ALL_SET, LogicalUnit, type LockNeeds } from '../base.js';
import { draftNode } from '../common/changes.js';
import { nodeOf } from '../common/checks.js';
import { wantedNodes } from '../common/expand.js';
import { exclusive } from '../common/locks.js';

/** Commands that would end the job that gives them when they reach the master. */
const NOT_ON_MASTER: readonly string[] = [OOB_POWER_OFF, OOB_POWER_CYCLE];

type Entry = [status: number, value: unknown];

/** What is wrong with what a helper answered to a command; undefined when nothing is. */
export function payloadFault(command: string, payload: unknown): string | undefined {
  if (command === OOB_HEALTH) {
    if (!Array.isArray(payload)) return `'health' is expected to answer a list but got ${shown(payload)}`;
    const odd = (payload as readonly unknown[]).filter(
      (row) => !Array.isArray(row) || !(OOB_STATUSES as readonly unknown[]).includes(row[1]),
    );
    return odd.length === 0 ? undefined : `health items with invalid status: ${shown(odd)}`;
  }
  if (command === OOB_POWER_STATUS) {
    const isObject = typeof payload === 'object' && payload !== null && !Array.isArray(payload);
    return isObject ? undefined : `power-status is expected to answer an object but got ${shown(payload)}`;
  }
  return payload === null ? undefined : `${command} is expected to answer nothing but got ${shown(payload)}`;
}

/** Has the out-of-band helpers of nodes do something: power, health. */
export class LUOobCommand extends LogicalUnit<'OP_OOB_COMMAND', readonly Node[]> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  private program(node: Node): string {
    return ndParamsOf(this.ctx.cfg.snapshot, node).oob_program;
  }

  private wanted(): Node[] {
    return wantedNodes(this.ctx.cfg.snapshot, this.op.node_names);
  }

  override expandNames(): LockNeeds {
    return { node: exclusive(this.op.node_names.length === 0 ? ALL_SET : this.wanted().map((n) => n.uuid)) };
  }

  override async checkPrereq(): Promise<readonly Node[]> {
    const { cfg } = this.ctx;
    const { command, node_names, ignore_status } = this.op;
    const master = nodeOf(cfg.snapshot, cfg.snapshot.cluster.master_node);
    const sparesMaster = NOT_ON_MASTER.includes(command);
    const wanted = this.wanted();
    if (sparesMaster && node_names.length > 0 && wanted.includes(master)) this.refuseMaster(master);
    const nodes = wanted.filter((n) => !sparesMaster || n !== master);
    for (const node of nodes) {
      if (ignore_status || command !== OOB_POWER_OFF || node.offline) continue;
      throw new OpPrereqError(`Cannot power off node ${node.name} because it is not marked offline`, ECODE_STATE);
    }
    return nodes.sort((a, b) => compareNicely(a.name, b.name));
  }

  private refuseMaster(master: Node): never {
    const { command } = this.op;
    const program = this.program(master);
    const hint = program
      ? `run '${program} ${command} ${master.name}' if you want to operate on the master regardless`
      : 'it does not support out-of-band operations';
    throw new OpPrereqError(
      `Operating on the master node ${master.name} is not allowed for ${command}; ${hint}`,
      ECODE_INVAL,
    );
  }

  async exec(nodes: readonly Node[]): Promise<Entry[][]> {
    const { ctx, op } = this;
    const rows: Entry[][] = [];
    for (const [index, node] of nodes.entries()) {
      const outcome = await this.run(node);
      rows.push([[RS_NORMAL, node.name], outcome]);
      const more = index < nodes.length - 1;
      if (op.command === OOB_POWER_ON && outcome[0] === RS_NORMAL && more)
        await ctx.clock.sleep(op.power_delay * 1000, ctx.signal);
    }
    return rows;
  }

  private async run(node: Node): Promise<Entry> {
    const { ctx, op } = this;
    const { command } = op;
    const program = this.program(node);
    if (!program) return [RS_UNAVAIL, null];
    const result = await ctx.rpc.tryOne(ctx.cfg.snapshot.cluster.master_node, 'run_oob', {
      oob_program: program,
      command,
      remote_node: node.name,
      timeout: op.timeout,
    });
    if (!result.ok) {
      ctx.feedback.warn(`Out-of-band RPC failed on node '${node.name}': ${result.error}`);
      return [RS_NODATA, null];
    }
    const fault = payloadFault(command, result.payload);
    if (fault !== undefined) {
      ctx.feedback.warn(
        `Payload returned by node '${node.name}' is not valid: Check of out-of-band payload failed due to ${fault}`,
      );
      return [RS_NODATA, null];
    }
    await this.record(node, result.payload);
    return [RS_NORMAL, result.payload];
  }

  /** Warns of bad health, remembers which nodes are switched on, and notes where the memory was wrong. */
  private async record(node: Node, payload: unknown): Promise<void> {
    const { ctx, op } = this;
    if (op.command === OOB_HEALTH) {
      const bad: readonly unknown[] = [OOB_STATUS_WARNING, OOB_STATUS_CRITICAL];
      for (const [item, status] of payload as [string, string][]) {
        if (bad.includes(status)) ctx.feedback.warn(`Item '${item}' on node '${node.name}' has status '${status}'`);
      }
    }
    if (op.command === OOB_POWER_STATUS) {
      const { powered } = payload as { readonly powered?: unknown };
      if (powered !== node.powered)
        ctx.log.warn({ node: node.name, recorded: node.powered, powered }, 'recorded power state does not match');
    }
    if (op.command !== OOB_POWER_ON && op.command !== OOB_POWER_OFF) return;
    const powered = op.command === OOB_POWER_ON;
    await ctx.cfg.update((draft) => {
      draftNode(draft, node.uuid).powered = powered;
    });
  }
}
