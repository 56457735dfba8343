import { ECODE_ENVIRON, ECODE_NORES, OpPrereqError } from '@gnt/protocol';

/** Why a node cannot give `wanted` MiB, given what it said is free; undefined when it can. */
export function freeMemoryProblem(
  node: string,
  reason: string,
  wanted: number,
  free: unknown,
): OpPrereqError | undefined {
  if (typeof free !== 'number' || !Number.isInteger(free)) {
    return new OpPrereqError(`Node ${node} did not tell its free memory: it answered '${String(free)}'`, ECODE_ENVIRON);
  }
  if (wanted <= free) return undefined;
  return new OpPrereqError(
    `Node ${node} has too little free memory for ${reason}: needed ${wanted} MiB, available ${free} MiB`,
    ECODE_NORES,
  );
}
