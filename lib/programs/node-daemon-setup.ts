import { createBootstrapContext } from '../bootstrap/create-context.js';
import { setupNodeDaemonHere } from '../bootstrap/node-daemon-setup.js';
import { runInputTool } from '../bootstrap/tool-main.js';

/** `node-daemon-setup`: makes this node ready to be added; the request comes on standard input. */
export function run(argv: readonly string[]): Promise<number> {
  const ctx = createBootstrapContext();
  return runInputTool(
    'node-daemon-setup',
    'Install the cluster certificate on this node and start its daemon.',
    argv,
    (input, { dryRun }) => setupNodeDaemonHere(input, dryRun, ctx),
    ctx,
  );
}
