import { diagnoseExtStorage, diagnoseOs } from '../../query/by-opcode.js';
import { LogicalUnit, type LockNeeds } from '../base.js';

/** What the nodes' OS definitions are and whether they are sound. */
export class LUOsDiagnose extends LogicalUnit<'OP_OS_DIAGNOSE', null> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  override expandNames(): LockNeeds {
    return {};
  }

  override async checkPrereq(): Promise<null> {
    return null;
  }

  exec(): Promise<unknown[][]> {
    return diagnoseOs(this.ctx.services.sources, this.op.names, this.op.output_fields);
  }
}

/** What the nodes' providers of external storage are and whether they are sound. */
export class LUExtStorageDiagnose extends LogicalUnit<'OP_EXT_STORAGE_DIAGNOSE', null> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  override expandNames(): LockNeeds {
    return {};
  }

  override async checkPrereq(): Promise<null> {
    return null;
  }

  exec(): Promise<unknown[][]> {
    return diagnoseExtStorage(this.ctx.services.sources, this.op.names, this.op.output_fields);
  }
}
