import { main } from '../cli/main.js';
import { gntGroup } from '../cli/gnt-group/index.js';

/** The program gnt-group. */
export function run(argv: string[]): Promise<number> {
  return main(gntGroup, argv);
}
