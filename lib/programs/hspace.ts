import { runProgram } from '../htools-cli/framework/program.js';
import { systemEnvironment } from '../htools-cli/framework/environment.js';
import { hspace } from '../htools-cli/programs/hspace.js';

/** The program hspace. */
export function run(argv: string[]): Promise<number> {
  return runProgram(hspace, argv, systemEnvironment());
}
