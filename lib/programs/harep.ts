import { runProgram } from '../htools-cli/framework/program.js';
import { systemEnvironment } from '../htools-cli/framework/environment.js';
import { harep } from '../htools-cli/programs/harep.js';

/** The program harep. */
export function run(argv: string[]): Promise<number> {
  return runProgram(harep, argv, systemEnvironment());
}
