import { main } from '../cli/main.js';
import { gntNode } from '../cli/gnt-node/index.js';

/** The program gnt-node. */
export function run(argv: string[]): Promise<number> {
  return main(gntNode, argv);
}
