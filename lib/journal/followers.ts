import type { Position } from './position.js';

/** What a candidate says about the journal it keeps. */
export type FollowerAnswer =
  | {
      readonly kind: 'answer';
      /** The last record it has on stable storage. */
      readonly position: Position;
      /** It takes nothing from masters of lower epochs. */
      readonly promised: number;
      /** Whether it did what it was asked to. */
      readonly accepted: boolean;
      /** Why it did not. */
      readonly reason: string;
    }
  /** No answer: it may be down, or cut off. */
  | { readonly kind: 'silent'; readonly reason: string }
  /** It does not know the call: it runs the original, which gets files at the pace of the views. */
  | { readonly kind: 'foreign' };

export interface AppendRequest {
  readonly epoch: number;
  /** The record before the first one that is sent. */
  readonly after: Position;
  /** Lines of the journal, in order. */
  readonly lines: string;
}

/** The whole state, for a candidate that cannot be brought up to date record by record. */
export interface WholeState {
  readonly position: Position;
  /** Each known epoch with its first record. */
  readonly epochs: readonly (readonly [number, number])[];
  readonly config: string;
  /** Number and text of each job that is not archived. */
  readonly jobs: readonly (readonly [id: number, text: string])[];
  readonly serial: number;
  readonly drained: boolean;
  /** Text of the file of the watcher's pause; null when there is none. */
  readonly watcherPause: string | null;
}

/** Calls to a candidate; failures are answers. Handed in, so that a simulation needs no network. */
export interface FollowerCalls {
  state(node: string): Promise<FollowerAnswer>;
  append(node: string, request: AppendRequest): Promise<FollowerAnswer>;
  /** `common`: the last record that both histories share; what it has beyond is nobody else's. */
  replace(node: string, epoch: number, common: Position, whole: WholeState): Promise<FollowerAnswer>;
}

/** How a candidate stands: has everything, is being brought up to date, does not answer, or runs the original. */
export type FollowerState = 'unknown' | 'current' | 'behind' | 'unreachable' | 'foreign';

/** What an acknowledgement was worth (decision 7). */
export type Durability = 'local' | 'replicated' | 'degraded';
