import { runDaemonUtil } from '../tools/daemon-util/index.js';

/** `daemon-util`: starts, stops and checks this node's daemons. */
export function run(argv: readonly string[]): Promise<number> {
  return runDaemonUtil(argv);
}
