import { systemEnvironment } from '../htools-cli/framework/environment.js';
import { runProgram } from '../htools-cli/framework/program.js';
import { hail } from '../htools-cli/programs/hail.js';

/** The program hail. */
export function run(argv: string[]): Promise<number> {
  return runProgram(hail, argv, systemEnvironment());
}
