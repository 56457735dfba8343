import { fixed } from '../format/number.js';
import { formatTable } from '../format/table.js';
import { COMPONENTS } from './components.js';
import type { Score } from './score.js';

/** The components of a score as a table. */
export function scoreTable(prefix: string, score: Score): string {
  const rows = score.components.map((value, k) => {
    const { name, weight } = COMPONENTS[k]!;
    return [name, fixed(value, 8), `x${fixed(weight, 2)}`];
  });
  return formatTable(prefix, ['Field', 'Value', 'Weight'], rows, [false, true, true]);
}
