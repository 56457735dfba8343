import { fixed } from '../format/number.js';
import { formatTable } from '../format/table.js';
import { COMPONENTS } from './components.js';
import type { Score } from './score.js';

/** One of the figures that make up a score. */
export interface ScoreComponent {
  readonly name: string;
  readonly weight: number;
  readonly value: number;
}

/** The components of a score. */
export function scoreComponents(score: Score): ScoreComponent[] {
  return score.components.map((value, k) => ({ name: COMPONENTS[k]!.name, weight: COMPONENTS[k]!.weight, value }));
}

/** The components of a score as a table. */
export function scoreTable(prefix: string, score: Score): string {
  const rows = scoreComponents(score).map(({ name, value, weight }) => [name, fixed(value, 8), `x${fixed(weight, 2)}`]);
  return formatTable(prefix, ['Field', 'Value', 'Weight'], rows, [false, true, true]);
}
