import { join } from 'node:path';
import { EXT_PLUGIN_MASK, HKR_FAIL, HKR_SKIP, HKR_SUCCESS, HOOKS_PHASE_POST, HOOKS_PHASE_PRE } from '@gnt/constants';
import { runParts, type PartResult } from '../../../common/run-parts.js';
import type { NodeContext } from '../../context.js';
import { messageOf, NodeError } from '../../errors.js';
import { outputOf } from './outcome.js';

/** Script, outcome (HKR_*) and output of one hook. */
export type HookResult = [string, number, string];

/**
 * Runs the scripts of a hook directory in the order of their names, each with exactly the given environment (and, in a
 * virtual cluster, what makes programs act for this node). A directory that does not exist has no scripts.
 */
export async function runHooks(
  ctx: Pick<NodeContext, 'paths' | 'run' | 'environment'>,
  hookPath: string,
  phase: string,
  env: Readonly<Record<string, string>>,
): Promise<HookResult[]> {
  if (phase !== HOOKS_PHASE_PRE && phase !== HOOKS_PHASE_POST) throw new NodeError(`Unknown hooks phase '${phase}'`);
  if (!EXT_PLUGIN_MASK.test(hookPath)) throw new NodeError(`Invalid hooks path '${hookPath}'`);
  const subdirectory = `${hookPath}-${phase}.d`;
  const parts = await runParts(ctx.run, join(ctx.paths.file('hooksDir'), subdirectory), {
    env: { ...ctx.environment, ...env },
    bareEnv: true,
    cwd: '/',
    timeout: 0,
  });
  return parts.map((part) => [`${subdirectory}/${part.name}`, ...outcomeOf(part)]);
}

function outcomeOf(part: PartResult): [number, string] {
  if (part.outcome === 'skipped') return [HKR_SKIP, ''];
  if (part.outcome === 'error') return [HKR_FAIL, `Hook script execution error: ${messageOf(part.error)}`];
  return [part.result.exitCode === 0 ? HKR_SUCCESS : HKR_FAIL, outputOf(part.result).trim()];
}
