import { definitionOf } from '@gnt/opcodes';
import { LogicalUnit, ResultWithJobs, type LockNeeds } from '../../base.js';

/** Submits the jobs that verify the configuration and then each group. */
export class LUClusterVerify extends LogicalUnit<'OP_CLUSTER_VERIFY', null> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  override expandNames(): LockNeeds {
    return {};
  }

  override async checkPrereq(): Promise<null> {
    return null;
  }

  async exec(): Promise<ResultWithJobs> {
    const { op } = this;
    const groups = op.group_name ? [op.group_name] : Object.keys(this.ctx.cfg.snapshot.nodegroups);
    const reporting = {
      debug_simulate_errors: op.debug_simulate_errors,
      error_codes: op.error_codes,
      ignore_errors: op.ignore_errors,
      verbose: op.verbose,
    };
    const config = op.group_name ? [] : [[{ OP_ID: definitionOf('OP_CLUSTER_VERIFY_CONFIG').id, ...reporting }]];
    const verifyGroups = groups.map((group_name, i) => [
      {
        OP_ID: definitionOf('OP_CLUSTER_VERIFY_GROUP').id,
        group_name,
        ...reporting,
        skip_checks: op.skip_checks,
        verify_clutter: op.verify_clutter,
        // All of them wait for the configuration's verification, the first job of the list.
        depends: op.group_name ? null : [[-(i + 1), []]],
      },
    ]);
    return new ResultWithJobs([...config, ...verifyGroups]);
  }
}
