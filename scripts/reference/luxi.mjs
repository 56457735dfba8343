import { heading, sentence, table } from './markdown.mjs';

export const needs = ['protocol'];

/** The methods of the master's Unix sockets. */
export function page({ protocol: { LUXI_METHODS } }) {
  const text =
    'Methods that the master daemon answers on its Unix sockets. A request is `{"method": ..., "args": [...]}`, an answer `{"success": ..., "result": ...}`, each followed by the byte 3.';
  const sections = Object.entries(LUXI_METHODS).map(([name, method]) => {
    const args = Object.entries(method.args);
    const optional = method.minArgs ?? args.length;
    const rows = args.map(([arg, type], i) => [`\`${arg}\``, type.text, i < optional ? '' : 'may be left out']);
    return `\n## ${name}\n\n${method.doc}\n\nResult: ${sentence(method.result.text)}\n${table(['argument', 'accepts', ''], rows)}`;
  });
  return heading('LUXI methods', text, 'packages/protocol/src/luxi') + sections.join('');
}
