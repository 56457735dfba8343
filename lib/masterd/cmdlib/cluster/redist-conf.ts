import { ALL_SET, LogicalUnit, type LockNeeds } from '../base.js';
import { redistributeFiles } from '../common/files.js';
import { shared } from '../common/locks.js';

/** Writes the configuration and the files that belong to it to all nodes again. */
export class LUClusterRedistConf extends LogicalUnit<'OP_CLUSTER_REDIST_CONF', null> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  override expandNames(): LockNeeds {
    return { node: shared(ALL_SET) };
  }

  override async checkPrereq(): Promise<null> {
    return null;
  }

  async exec(): Promise<void> {
    await this.ctx.cfg.redistribute();
    await redistributeFiles(this.ctx);
  }
}
