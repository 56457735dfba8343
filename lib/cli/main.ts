import type { Tool } from './framework/command.js';
import { selectCommand } from './framework/front.js';
import { systemIo } from './framework/io.js';

/** Runs a gnt-* program on this machine; resolves to its exit code. Ends quietly when nobody reads its output. */
export async function main(tool: Tool, argv: readonly string[]): Promise<number> {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(1);
      throw error;
    });
  }
  process.once('SIGINT', () => {
    process.stderr.write('Aborted. Jobs that were submitted go on in the background.\n');
    process.exit(1);
  });
  const selection = await selectCommand(tool, argv, systemIo);
  if (typeof selection === 'number') return selection;
  const [{ runCommand }, { systemDependencies }] = await Promise.all([
    import('./framework/run.js'),
    import('./framework/system.js'),
  ]);
  return runCommand(tool, selection, systemDependencies());
}
