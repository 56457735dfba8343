import { main } from '../cli/main.js';
import { gntFilter } from '../cli/gnt-filter/index.js';

/** The program gnt-filter. */
export function run(argv: string[]): Promise<number> {
  return main(gntFilter, argv);
}
