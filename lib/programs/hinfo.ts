import { systemEnvironment } from '../htools-cli/framework/environment.js';
import { runProgram } from '../htools-cli/framework/program.js';
import { hinfo } from '../htools-cli/programs/hinfo.js';

/** The program hinfo. */
export function run(argv: string[]): Promise<number> {
  return runProgram(hinfo, argv, systemEnvironment());
}
