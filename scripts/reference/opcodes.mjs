import { code, heading, sentence, table } from './markdown.mjs';

export const needs = ['opcodes'];

const TITLES = ['parameter', 'accepts', 'default', 'meaning'];

function defaultOf(param) {
  if (param.required) return '**required**';
  return param.onWire ? `${code(param.default)}, but must be sent` : code(param.default);
}

function rows(params) {
  return Object.entries(params).map(([name, p]) => {
    const hidden = p.sensitivity ? ` *(${p.sensitivity})*` : '';
    return [`\`${name}\``, p.type.text, defaultOf(p), p.doc + hidden];
  });
}

function summary(definition) {
  const name = definition.id.slice('OP_'.length);
  if (definition.summaryText) return `${name}(...)`;
  return definition.summaryField ? `${name}(<${definition.summaryField}>)` : name;
}

function section(definition, tinySummaryOf) {
  const facts = [
    `Summary: \`${summary(definition)}\`, short \`${tinySummaryOf(definition.id)}\`.`,
    `Result: ${sentence(definition.result.text)}`,
    ...(definition.withLu === false ? ['No logical unit runs it.'] : []),
  ];
  return `\n## ${definition.id}\n\n${definition.doc}\n\n${facts.join(' ')}\n${table(TITLES, rows(definition.params))}`;
}

/** All opcodes with their parameters. */
export function page({ opcodes: { opcodes, commonParams, tinySummaryOf } }) {
  const intro = [
    `What a job is made of: ${opcodes.length} opcodes. On the wire an opcode is an object with \`OP_ID\` and its parameters; parameters with a default may be left out or null, unknown ones are refused.`,
    'Values of *private* parameters are stored but never shown, those of *secret* ones are not even stored.',
  ];
  const common = `\n## Parameters of every opcode\n${table(TITLES, rows(commonParams))}`;
  return (
    heading('Opcodes', intro.join('\n'), 'packages/opcodes') +
    common +
    opcodes.map((d) => section(d, tinySummaryOf)).join('')
  );
}
