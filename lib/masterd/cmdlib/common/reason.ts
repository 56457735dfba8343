/** Steps that led to an opcode, as node calls carry them. */
export type ReasonTrail = [source: string, reason: string, nanoseconds: number][];

/** The reason trail of an opcode; anything in it that is no step is left out. */
export function reasonOf(reason: readonly unknown[] | null): ReasonTrail {
  return (reason ?? []).filter(
    (step): step is ReasonTrail[number] =>
      Array.isArray(step) && typeof step[0] === 'string' && typeof step[1] === 'string' && typeof step[2] === 'number',
  );
}
