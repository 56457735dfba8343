import type { WireOpcode } from '@gnt/luxi-client';
import type { GivenOpcode, OpId } from '@gnt/opcodes';

/** An opcode to submit. The table's types check the parameters; what is left out gets its default from the table, on the master. */
export function opcode<const Id extends OpId>(id: Id, params: Omit<GivenOpcode<Id>, 'OP_ID'>): WireOpcode {
  return { ...params, OP_ID: id };
}
