import { simulate, type Outcome, type RunOptions } from './run.js';
import type { Step } from './steps.js';

/**
 * Makes a run that failed shorter as long as the same rule breaks: steps are left out, many at a time first. Ends after
 * so many runs at the latest.
 */
export async function shrink(failed: Outcome, options: RunOptions = {}, runs = 200): Promise<Outcome> {
  const rule = failed.violation?.rule;
  let best = failed;
  let left = runs;
  const attempt = async (steps: readonly Step[]): Promise<boolean> => {
    left -= 1;
    const outcome = await simulate(failed.seed, steps, options);
    if (outcome.violation?.rule !== rule) return false;
    best = outcome;
    return true;
  };
  // What was planned after the rule broke did not matter.
  await attempt(failed.steps.slice(0, failed.taken));
  for (let size = Math.ceil(best.steps.length / 2); size >= 1 && left > 0;) {
    let shorter = false;
    for (let from = 0; from < best.steps.length && left > 0;) {
      const without = [...best.steps.slice(0, from), ...best.steps.slice(from + size)];
      if (without.length < best.steps.length && (await attempt(without))) shorter = true;
      else from += size;
    }
    if (!shorter || size > 1) {
      if (size === 1) break;
      size = Math.ceil(size / 2);
    }
  }
  return best;
}
