import { systemEnvironment } from '../htools-cli/framework/environment.js';
import { runProgram } from '../htools-cli/framework/program.js';
import { hbal } from '../htools-cli/programs/hbal.js';

/** The program hbal. */
export function run(argv: string[]): Promise<number> {
  return runProgram(hbal, argv, systemEnvironment());
}
