import { createBootstrapContext } from '../bootstrap/create-context.js';
import { prepareNodeJoin } from '../bootstrap/ssh/join.js';
import { runInputTool } from '../bootstrap/tool-main.js';

/** `prepare-node-join`: gives this node the cluster's SSH keys; the request comes on standard input. */
export function run(argv: readonly string[]): Promise<number> {
  const ctx = createBootstrapContext();
  return runInputTool(
    'prepare-node-join',
    "Install the cluster's SSH keys on this node.",
    argv,
    (input, { dryRun, home }) => prepareNodeJoin(input, home, dryRun, ctx),
    ctx,
  );
}
