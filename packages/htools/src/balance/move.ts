/** Ways to move an instance; `n` is the new node. The letters are those of hbal's output. */
export const FAILOVER = 0; // f
export const FAILOVER_TO = 1; // fa:n
export const REPLACE_PRIMARY = 2; // f r:n f
export const REPLACE_SECONDARY = 3; // r:n
export const REPLACE_AND_FAILOVER = 4; // r:n f
export const FAILOVER_AND_REPLACE = 5; // f r:n
/** How many kinds there are. */
export const KINDS = 6;

/** One of the ways above. */
export type MoveKind = number;

/** A way to move and the node it moves to (-1 for a plain failover). */
export interface Move {
  readonly kind: MoveKind;
  readonly target: number;
}
