import { heading, sentence, table } from './markdown.mjs';

export const needs = ['protocol'];

/** The calls that a node daemon answers. */
export function page({ protocol: { RPC_CALLS, RPC_TIMEOUTS } }) {
  const text =
    'Calls that the master makes to node daemons: an HTTPS POST to `/<call>` with the arguments as a JSON list, in this order; the answer is `[success, payload or message]`.';
  const sections = Object.entries(RPC_CALLS)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, call]) => {
      const facts = [
        `Result: ${sentence(call.result.text)}`,
        call.timeoutOf
          ? 'The arguments decide how long the caller waits.'
          : `The caller waits ${RPC_TIMEOUTS[call.timeout]} s.`,
        call.nodes === 'many' ? 'Sent to several nodes at once.' : 'Sent to one node.',
        ...(call.idempotent ? ['Repeated once when the connection fails.'] : []),
        ...(call.acceptOffline ? ['Sent to offline nodes too.'] : []),
        ...(call.bareBody ? ['The body is the first argument itself, not a list.'] : []),
      ];
      const rows = Object.entries(call.args).map(([arg, type]) => [`\`${arg}\``, type.text]);
      return `\n## ${name}\n\n${call.doc}\n\n${facts.join(' ')}\n${table(['argument', 'accepts'], rows)}`;
    });
  return heading('Node calls', text, 'packages/protocol/src/rpc') + sections.join('');
}
