import { main } from '../cli/main.js';
import { gntOs } from '../cli/gnt-os/index.js';

/** The program gnt-os. */
export function run(argv: string[]): Promise<number> {
  return main(gntOs, argv);
}
