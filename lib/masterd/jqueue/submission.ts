import { OPCODE_REASON_SRC_OPCODE } from '@gnt/constants';
import { parseOpcode, type OpcodeFault } from '@gnt/opcodes/validate';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { resolveRelative } from './dependencies.js';
import { queuedOpcode, type OpInput, type QueuedJob } from './job.js';
import { reasonTime, type Timestamp } from './time.js';

/** A submission that the opcode table refuses; the message names every fault. */
export class InvalidJob extends OpPrereqError {
  readonly faults: readonly OpcodeFault[];
  constructor(faults: readonly OpcodeFault[]) {
    super(faults.map((f) => f.message).join('; '), ECODE_INVAL);
    this.faults = faults;
  }
}

/** The opcodes of a job with all their parameters; throws InvalidJob with all faults. */
export function parseJob(ops: readonly unknown[]): OpInput[] {
  const parsed = ops.map(parseOpcode);
  const faults = parsed.flatMap((p) => (p.ok ? [] : p.faults));
  if (faults.length > 0) throw new InvalidJob(faults);
  return parsed.flatMap((p) => (p.ok ? [p.opcode as unknown as OpInput] : []));
}

/** A new job: relative dependencies resolved, each opcode's reason trail extended by where it was received. */
export function newJob(id: number, ops: readonly OpInput[], received: Timestamp): QueuedJob {
  return {
    id,
    ops: ops.map((op, index) =>
      queuedOpcode(withReason(resolveRelative(op, id), OPCODE_REASON_SRC_OPCODE, id, index, received)),
    ),
    received_timestamp: received,
    start_timestamp: null,
    end_timestamp: null,
  };
}

/** The opcode with one more step in its reason trail; OP_INSTANCE_CREATE at gnt:opcode gives "gnt:opcode:instance_create". */
export function withReason(op: OpInput, source: string, id: number, index: number, time: Timestamp): OpInput {
  const name = String(op['OP_ID']).replace(/^OP_/, '').toLowerCase();
  const trail: unknown[] = Array.isArray(op['reason']) ? op['reason'] : [];
  const entry = [`${source}:${name}`, `job=${String(id)};index=${String(index)}`, reasonTime(time)];
  return { ...op, reason: [...trail, entry] };
}
