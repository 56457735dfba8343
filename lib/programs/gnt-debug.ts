import { main } from '../cli/main.js';
import { gntDebug } from '../cli/gnt-debug/index.js';

/** The program gnt-debug. */
export function run(argv: string[]): Promise<number> {
  return main(gntDebug, argv);
}
