import { OpExecError } from '@gnt/protocol';
import { pythonText } from '../../planning/text.js';
import { LogicalUnit, type LockNeeds } from '../base.js';

/** Shows that secret OS parameters reach a unit. */
export class LUTestOsParams extends LogicalUnit<'OP_TEST_OS_PARAMS', null> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  override expandNames(): LockNeeds {
    return {};
  }

  override async checkPrereq(): Promise<null> {
    return null;
  }

  async exec(): Promise<void> {
    const secret = this.op.osparams_secret;
    if (!secret || Object.keys(secret).length === 0) throw new OpExecError('Opcode needs secret parameters');
    this.ctx.feedback.say(`Secret OS parameters: ${pythonText(secret)}`);
  }
}
