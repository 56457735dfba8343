import { createBootstrapContext } from '../bootstrap/create-context.js';
import { updateSsh } from '../bootstrap/ssh/update.js';
import { runInputTool } from '../bootstrap/tool-main.js';

/** `ssh-update`: changes the SSH keys of this node as the master's node daemon says; the request comes on standard input. */
export function run(argv: readonly string[]): Promise<number> {
  const ctx = createBootstrapContext();
  return runInputTool(
    'ssh-update',
    'Change the SSH keys that this node knows.',
    argv,
    (input, { dryRun, home }) => updateSsh(input, home, dryRun, ctx),
    ctx,
  );
}
