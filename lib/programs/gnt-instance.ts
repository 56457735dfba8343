import { main } from '../cli/main.js';
import { gntInstance } from '../cli/gnt-instance/index.js';

/** The program gnt-instance. */
export function run(argv: string[]): Promise<number> {
  return main(gntInstance, argv);
}
