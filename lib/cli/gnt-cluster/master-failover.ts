import { defineCommand } from '../framework/command.js';
import { flag, value } from '../framework/option.js';
import * as type from '../framework/types.js';

/** gnt-cluster master-failover: makes this node the master. */
export const masterFailover = defineCommand({
  tool: 'gnt-cluster',
  name: 'master-failover',
  usage: '',
  args: [],
  options: {
    noVoting: flag(['--no-voting'], 'do not need the consent of other nodes (dangerous)'),
    yesDoIt: flag(['--yes-do-it'], 'do not ask before --no-voting'),
    // Takes a word, as in the original, where every word but the empty one means yes.
    ignoreOfflineNodes: value(['--ignore-offline-nodes'], type.text, 'leave offline nodes out of the count', {
      fallback: 'yes',
    }),
  },
  async run({ opts, session }) {
    const bootstrap = await session.deps.bootstrap();
    if (opts.noVoting) {
      const question =
        'The failover will be done even if most other nodes are down or this node is outdated. Two masters, or the loss of changes, can come of it. Continue?';
      if (!opts.yesDoIt && !session.ask(question)) return 1;
    } else {
      const silent = await bootstrap.unhealthyMajority(opts.ignoreOfflineNodes !== '');
      if (silent) {
        session.err(
          `A failover with voting needs a majority of the nodes; use --no-voting once you have made sure that there will not be two masters. Unhealthy nodes: ${silent.join(', ')}`,
        );
        return 1;
      }
    }
    const { exitCode, warnings } = await bootstrap.masterFailover(opts.noVoting);
    for (const warning of warnings) session.err(warning);
    return exitCode;
  },
});
