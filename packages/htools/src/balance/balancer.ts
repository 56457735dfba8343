import { NO_NODE } from '../model/instance.js';
import type { State } from '../model/state.js';
import { Score } from '../score/score.js';
import { moveKinds } from './candidates.js';
import * as M from './move.js';
import type { BalanceOptions } from './options.js';
import { Screen } from './screen.js';
import { Trial } from './trial.js';

/** A move that was made, and what came of it. */
export interface Placement {
  readonly instance: number;
  readonly move: M.Move;
  readonly oldPrimary: number;
  readonly oldSecondary: number;
  readonly primary: number;
  readonly secondary: number;
  /** Score after the move. */
  readonly score: number;
}

const ROUNDING = 1e-11;

/** Balances a set of nodes and the instances on them, one best move after the other. */
export class Balancer {
  readonly state: State;
  readonly score: Score;
  readonly #instances: readonly number[];
  readonly #online: readonly number[];
  readonly #isOnline: Uint8Array;
  readonly #options: BalanceOptions;
  readonly #trial: Trial;
  readonly #screen: Screen;
  #changed: readonly number[] = [];

  /** Nodes and instances ascend; the state is changed as moves are made. */
  constructor(state: State, nodes: readonly number[], instances: readonly number[], options: BalanceOptions) {
    this.state = state;
    this.score = new Score(state, nodes);
    this.#options = options;
    this.#instances = instances.filter((i) => state.instances[i]!.movable && state.instances[i]!.autoBalance);
    this.#online = nodes.filter((n) => !state.nodes[n]!.offline);
    this.#isOnline = new Uint8Array(state.nodes.length);
    for (const n of this.#online) this.#isOnline[n] = 1;
    this.#trial = new Trial(state);
    this.#screen = new Screen(state, this.#online, this.#instances);
  }

  #mustLeave(i: number): boolean {
    const { state } = this;
    if (state.nodes[state.primary[i]!]!.offline) return true;
    return state.instances[i]!.hasSecondary && (state.nodes[state.secondary[i]!]?.offline ?? false);
  }

  /** Makes the best move; undefined when none gains enough. */
  step(): Placement | undefined {
    const before = this.score.value;
    if (this.#online.length === 0) return undefined;
    this.#screen.prepare(this.score.plainSum, this.score.usesLocations, this.#changed);
    let best = before;
    let found: { i: number; move: M.Move } | undefined;
    for (const i of this.#instances) {
      if (this.#options.evacuationMode && !this.#mustLeave(i)) continue;
      best = this.#bestOf(i, best, (move) => {
        found = { i, move };
      });
    }
    if (!found || !(best < before)) return undefined;
    if (!(before > this.#options.minGainLimit || before - best >= this.#options.minGain)) return undefined;
    return this.#make(found.i, found.move, best);
  }

  #bestOf(i: number, bound: number, found: (move: M.Move) => void): number {
    const { state } = this;
    const inst = state.instances[i]!;
    const primary = state.primary[i]!;
    const secondary = state.secondary[i]!;
    const usable = secondary !== NO_NODE && this.#isOnline[secondary] === 1 && this.#options.instanceMoves;
    let best = bound;
    const attempt = (kind: M.MoveKind, target: number): void => {
      if (this.#trial.try(i, kind, target, this.#options.ignoreSoftErrors) !== 0) return;
      const score = this.score.valueWith(this.#trial.change);
      if (!(best > score)) return;
      best = score;
      found({ kind, target });
    };
    if (inst.mirroring === 'internal' && usable) attempt(M.FAILOVER, NO_NODE);
    const kinds = moveKinds(inst, usable, state.nodes[primary]!.offline, this.#options);
    if (kinds.length === 0) return best;
    const screen = this.#screen;
    const internal = inst.mirroring === 'internal';
    screen.begin(i);
    for (const target of this.#online) {
      if (target === primary || target === secondary) continue;
      if (internal) screen.boundInternal(target);
      else screen.boundExternal(target);
      for (const kind of kinds) {
        // The bound and the score are rounded in different ways; a little more than that lets a move be tried.
        if (!(screen.bounds[kind]! > best + ROUNDING * (1 + best))) attempt(kind, target);
      }
    }
    return best;
  }

  #make(i: number, move: M.Move, score: number): Placement {
    const { state } = this;
    const oldPrimary = state.primary[i]!;
    const oldSecondary = state.secondary[i]!;
    this.#trial.try(i, move.kind, move.target, this.#options.ignoreSoftErrors);
    const { change } = this.#trial;
    this.#trial.commit();
    this.#changed = [...change.nodes.subarray(0, change.count)];
    this.score.refresh(this.#changed, state.instances[i], oldPrimary, state.primary[i]!);
    return {
      instance: i,
      move,
      oldPrimary,
      oldSecondary,
      primary: state.primary[i]!,
      secondary: state.secondary[i]!,
      score,
    };
  }
}
