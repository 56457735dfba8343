import { FAIL_MODES, fixed, surveyMoves, type GroupPart, type MoveSurvey, type State } from '@gnt/htools';
import type { Surroundings } from '../framework/environment.js';
import type { Options } from '../options/values.js';
import { faultLine, triedMoveLine, triedMoveRecord } from '../output/explanations.js';
import { faultCounts } from '../output/records.js';

/** How many of the moves that came next are told. */
const RUNNERS_UP = 3;

/** Explains the steps of balancing: what each chose from, and why there was not one more. */
export class StepExplainer {
  readonly #state: State;
  readonly #part: GroupPart;
  readonly #options: Options;
  readonly #env: Surroundings;
  #survey: MoveSurvey | undefined;

  constructor(state: State, part: GroupPart, options: Options, env: Surroundings) {
    this.#state = state;
    this.#part = part;
    this.#options = options;
    this.#env = env;
  }

  #look(): MoveSurvey {
    return surveyMoves(this.#state, this.#part.nodes, this.#part.instances, this.#options);
  }

  /** Looks at all moves before one of them is made. */
  readonly before = (): void => {
    this.#survey = this.#look();
  };

  /** Tells what a step that was made left aside. */
  after(): void {
    const survey = this.#survey;
    if (!survey) return;
    this.#survey = undefined;
    const { possible, score, forbidden } = survey;
    const next = possible.slice(1, 1 + RUNNERS_UP);
    const counts = FAIL_MODES.map((mode) => [mode, forbidden[mode]!] as const);
    const gaining = possible.filter((move) => move.score < score).length;
    this.#env.report.add('explained_steps', {
      possible: possible.length,
      gaining,
      forbidden: faultCounts(counts),
      runners_up: next.map((move) => triedMoveRecord(this.#state, move, score)),
    });
    for (const move of next) this.#env.out(`         next: ${triedMoveLine(this.#state, move, score)}\n`);
    this.#env.out(
      `         of ${String(possible.length)} possible moves ${String(gaining)} lower the score; forbidden: ${faultLine(counts)}\n`,
    );
  }

  /** Tells why there is no further step; `optimum` is the best score there can be. */
  end(steps: number, optimum: number): void {
    const survey = this.#look();
    const reason = this.#reason(survey, steps, optimum);
    const counts = FAIL_MODES.map((mode) => [mode, survey.forbidden[mode]!] as const);
    const [best] = survey.possible;
    this.#env.report.set('stopped', {
      reason,
      best: best ? triedMoveRecord(this.#state, best, survey.score) : null,
      forbidden: faultCounts(counts),
    });
    this.#env.out(`Stopped: ${reason}\n`);
    if (best) this.#env.out(`  best move left: ${triedMoveLine(this.#state, best, survey.score)}\n`);
    this.#env.out(`  forbidden moves: ${faultLine(counts)}\n`);
    this.#tellFixed();
  }

  #reason({ score, possible }: MoveSurvey, steps: number, optimum: number): string {
    const { maxLength, minScore, minGain, minGainLimit } = this.#options;
    const [best] = possible;
    if (maxLength >= 0 && steps >= maxLength)
      return `the limit of ${String(maxLength)} steps is reached (--max-length)`;
    if (!(score > optimum + minScore)) {
      return `the score is within ${String(minScore)} of the best there can be, ${fixed(optimum, 8)} (--min-score)`;
    }
    if (!best) return 'no move is possible';
    if (!(best.score < score)) return 'no move lowers the score';
    if (score <= minGainLimit && score - best.score < minGain) {
      return `below a score of ${String(minGainLimit)} the best move gains less than ${String(minGain)} (--min-gain)`;
    }
    return 'no move was wanted';
  }

  /** Instances that balancing leaves alone. */
  #tellFixed(): void {
    const state = this.#state;
    const all = this.#part.instances.map((i) => state.instances[i]!);
    const groups = [
      ['auto_balance is off', all.filter((inst) => !inst.autoBalance)],
      ['excluded by options or tags', all.filter((inst) => inst.autoBalance && !inst.movable)],
      [
        'their disks are on one node only',
        all.filter((inst) => inst.autoBalance && inst.movable && inst.mirroring === 'none'),
      ],
    ] as const;
    for (const [why, instances] of groups) {
      if (instances.length === 0) continue;
      const names = instances.map((inst) => inst.name);
      this.#env.report.add('not_moved', { why, instances: names });
      this.#env.out(`  not moved, as ${why}: ${names.join(', ')}\n`);
    }
  }
}
