import { systemEnvironment } from '../htools-cli/framework/environment.js';
import { runProgram } from '../htools-cli/framework/program.js';
import { hcheck } from '../htools-cli/programs/hcheck.js';

/** The program hcheck. */
export function run(argv: string[]): Promise<number> {
  return runProgram(hcheck, argv, systemEnvironment());
}
