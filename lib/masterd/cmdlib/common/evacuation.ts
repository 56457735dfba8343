import { definitionOf, isOpId } from '@gnt/opcodes';
import { ECODE_NORES, OpExecError, OpPrereqError } from '@gnt/protocol';
import type { AllocatorRequest } from '../../iallocator/request.js';
import { commaJoin } from '../../planning/text.js';
import type { LuContext } from '../base.js';

type Opcode = Readonly<Record<string, unknown>>;

/** Jobs, each a list of opcodes. */
export type Jobs = readonly (readonly Opcode[])[];

/** An allocator asked to move instances, and how the answer is shown. */
export interface EvacuationRequest {
  readonly allocator: string;
  readonly request: AllocatorRequest;
  /** What is wanted, for the error when it cannot be had. */
  readonly what: string;
  /** Whether places are told as nodes or as groups. */
  readonly places: 'nodes' | 'group';
  readonly earlyRelease: boolean;
}

/**
 * Has an allocator find out how instances get away from where they are; returns the jobs that take them. Throws an
 * OpPrereqError when the allocator fails, an OpExecError when it leaves an instance where it is.
 */
export async function evacuationJobs(ctx: LuContext, evacuation: EvacuationRequest): Promise<Jobs> {
  const { allocator, request, what } = evacuation;
  const answer = await ctx.services.allocate(allocator, request);
  if (!answer.success) {
    throw new OpPrereqError(`Can't compute ${what} using iallocator '${allocator}': ${answer.info}`, ECODE_NORES);
  }
  const [moved, failed, jobs] = answer.result as readonly [
    readonly (readonly [string, string, readonly string[]])[],
    readonly (readonly [string, string | null])[],
    Jobs,
  ];
  if (failed.length > 0) {
    const message = `Unable to evacuate instances ${commaJoin(failed.map(([name, why]) => `${name} (${why ?? ''})`))}`;
    ctx.feedback.warn(message);
    throw new OpExecError(message);
  }
  if (moved.length > 0) {
    const targets = moved.map(
      ([name, group, nodes]) => `${name} (to ${evacuation.places === 'nodes' ? commaJoin(nodes) : group})`,
    );
    ctx.feedback.info(`Instances to be moved: ${commaJoin(targets)}`);
  }
  return jobs.map((ops) => ops.map((op) => releasing(op, evacuation.earlyRelease)));
}

/** The opcode with early release, where it is one that knows it. */
function releasing(op: Opcode, early: boolean): Opcode {
  const id = op['OP_ID'];
  return isOpId(id) && 'early_release' in definitionOf(id).params ? { ...op, early_release: early } : op;
}
