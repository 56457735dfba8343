import { runProgram } from '../htools-cli/framework/program.js';
import { systemEnvironment } from '../htools-cli/framework/environment.js';
import { hsqueeze } from '../htools-cli/programs/hsqueeze.js';

/** The program hsqueeze. */
export function run(argv: string[]): Promise<number> {
  return runProgram(hsqueeze, argv, systemEnvironment());
}
