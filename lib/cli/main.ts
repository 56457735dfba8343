import type { Tool } from './framework/command.js';
import { runTool } from './framework/run.js';
import { systemDependencies } from './framework/system.js';

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
  return runTool(tool, argv, systemDependencies());
}
