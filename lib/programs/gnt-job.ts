import { main } from '../cli/main.js';
import { gntJob } from '../cli/gnt-job/index.js';

/** The program gnt-job. */
export function run(argv: string[]): Promise<number> {
  return main(gntJob, argv);
}
