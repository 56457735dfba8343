import { runEnsureDirs } from '../tools/ensure-dirs/index.js';

/** `ensure-dirs`: makes this node's directories and puts modes and owners right. */
export function run(argv: readonly string[]): Promise<number> {
  return runEnsureDirs(argv);
}
