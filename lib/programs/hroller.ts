import { runProgram } from '../htools-cli/framework/program.js';
import { systemEnvironment } from '../htools-cli/framework/environment.js';
import { hroller } from '../htools-cli/programs/hroller.js';

/** The program hroller. */
export function run(argv: string[]): Promise<number> {
  return runProgram(hroller, argv, systemEnvironment());
}
