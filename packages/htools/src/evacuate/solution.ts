import type * as M from '../balance/move.js';

/** Moves of an instance that belong to one job. */
export interface EvacuationJob {
  readonly instance: number;
  readonly moves: readonly M.Move[];
}

/** What evacuating instances gave. */
export interface Evacuation {
  readonly moved: { readonly instance: number; readonly group: number; readonly nodes: readonly number[] }[];
  readonly failed: { readonly instance: number; readonly reason: string }[];
  readonly jobs: EvacuationJob[];
}

/** Which node an instance has to leave. */
export type EvacuationMode = 'primary-only' | 'secondary-only' | 'all';
