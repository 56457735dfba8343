import { hooksEnv, type HooksEnv } from '../../planning/hooks-env.js';
import { instancesOn } from '../../planning/layout.js';
import type { Node } from '../../planning/objects.js';
import { LogicalUnit, ResultWithJobs, type HookNodes, type LockNeeds } from '../base.js';
import { expandNode } from '../common/expand.js';
import { shared } from '../common/locks.js';

/** Moves all instances away from a node, each by a job of its own. */
export class LUNodeMigrate extends LogicalUnit<'OP_NODE_MIGRATE', Node> {
  static readonly hooksPath = 'node-migrate';
  static readonly hooksType = 'NODE';
  static readonly requiresBgl = false;
  static readonly hooksVariables = ['ALLOW_RUNTIME_CHANGES', 'NODE_NAME'];

  private node(): Node {
    return expandNode(this.ctx.cfg.snapshot, this.op.node_name, this.op.node_uuid);
  }

  override expandNames(): LockNeeds {
    return { node: shared([this.node().uuid]) };
  }

  override async checkPrereq(): Promise<Node> {
    return this.node();
  }

  override hooksEnv({ name }: Node): HooksEnv {
    return hooksEnv({ NODE_NAME: name, ALLOW_RUNTIME_CHANGES: this.op.allow_runtime_changes });
  }

  override hooksNodes(): HookNodes {
    const nodes = [this.ctx.cfg.snapshot.cluster.master_node];
    return { pre: nodes, post: nodes };
  }

  async exec(node: Node): Promise<ResultWithJobs> {
    const { mode, live, iallocator, target_node, allow_runtime_changes, ignore_ipolicy } = this.op;
    const { primary } = instancesOn(this.ctx.cfg.snapshot, node.uuid);
    return new ResultWithJobs(
      primary.map(({ name }) => [
        {
          OP_ID: 'OP_INSTANCE_MIGRATE',
          instance_name: name,
          mode,
          live,
          iallocator,
          target_node,
          allow_runtime_changes,
          ignore_ipolicy,
        },
      ]),
    );
  }
}
