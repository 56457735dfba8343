import { main } from '../cli/main.js';
import { gntCluster } from '../cli/gnt-cluster/index.js';

/** The program gnt-cluster. */
export function run(argv: string[]): Promise<number> {
  return main(gntCluster, argv);
}
