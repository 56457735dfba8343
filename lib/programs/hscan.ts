import { systemEnvironment } from '../htools-cli/framework/environment.js';
import { runProgram } from '../htools-cli/framework/program.js';
import { hscan } from '../htools-cli/programs/hscan.js';

/** The program hscan. */
export function run(argv: string[]): Promise<number> {
  return runProgram(hscan, argv, systemEnvironment());
}
