import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXT_PLUGIN_MASK, IALLOCATOR_SEARCH_PATH } from '@gnt/constants';
import type { NodeContext } from '../../context.js';
import { NodeError } from '../../errors.js';
import { failReason, outputOf } from './outcome.js';

type AllocatorContext = Pick<NodeContext, 'paths' | 'run' | 'environment' | 'programs'>;

/** Allocators that are programs of this project. */
const OWN_ALLOCATORS: readonly string[] = ['hail'];

/** Runs an allocator on its input and returns what it printed. */
export async function runAllocator(
  ctx: AllocatorContext,
  name: string,
  input: string,
  parameters: Readonly<Record<string, unknown>>,
): Promise<string> {
  const program = await findAllocator(ctx, name);
  const directory = await mkdtemp(join(tmpdir(), 'ganeti-iallocator.'));
  try {
    const file = join(directory, 'input');
    await writeFile(file, input, { mode: 0o600 });
    const result = await ctx.run.tryRun(program, [file, ...allocatorOptions(parameters)], {
      env: ctx.environment,
      timeout: 0,
    });
    const reason = failReason(result);
    if (reason !== undefined)
      throw new NodeError(`iallocator module '${name}' failed: ${reason}, output '${outputOf(result)}'`);
    return result.stdout;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Options out of the parameters: --name=value, or --name where the value is null. */
export function allocatorOptions(parameters: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(parameters).map(([key, value]) =>
    value === null ? `--${key}` : `--${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
}

/**
 * In the node's search path, then among ours (a checkout has installed nothing there), then, for a virtual node, in the
 * machine's search path. No other program can be run by its name.
 */
async function findAllocator(ctx: AllocatorContext, name: string): Promise<string> {
  if (!EXT_PLUGIN_MASK.test(name)) throw new NodeError(`Invalid iallocator name '${name}'`);
  const found =
    (await firstFile(IALLOCATOR_SEARCH_PATH.map((d) => join(ctx.paths.local(d), name)))) ??
    (OWN_ALLOCATORS.includes(name) ? await ctx.programs.find(name) : undefined) ??
    (await firstFile(ctx.paths.virtual ? IALLOCATOR_SEARCH_PATH.map((d) => join(d, name)) : []));
  if (found !== undefined) return found;
  throw new NodeError(`No iallocator '${name}' in ${IALLOCATOR_SEARCH_PATH.join(', ')}`);
}

async function firstFile(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    try {
      if ((await stat(path)).isFile()) return path;
    } catch {
      // Not here: the next place.
    }
  }
  return undefined;
}
