import { cell, heading, sentence, table } from './markdown.mjs';

export const needs = ['htools'];

const OURS = new Set(['json', 'explain']);

function spelling({ short, long, argument }) {
  const optional = argument?.startsWith('[') ?? false;
  const name = argument?.replace(/^\[|\]$/g, '');
  const joined = (flag, glue) =>
    name === undefined ? flag : optional ? `${flag}[${glue}${name}]` : `${flag}${glue || ' '}${name}`;
  const forms = [...(short === undefined ? [] : [joined(`-${short}`, '')]), joined(`--${long}`, '=')];
  return forms.map((form) => `\`${cell(form)}\``).join(', ');
}

function row(option) {
  const meaning = sentence(option.help[0].toUpperCase() + option.help.slice(1));
  return [spelling(option), cell(OURS.has(option.long) ? `${meaning} An addition of ours.` : meaning)];
}

/** The programs that place and balance instances, with every option. */
export function page({ htools: { programs, htoolsOptions } }) {
  const text =
    'Options may be shortened as long as they stay clear, and mixed with arguments; an argument in brackets may be left out and sticks to its option. What `--json` prints and `--explain` tells is in [docs/changes](../changes/htools-json-explain.md).';
  return [
    heading('Programs that place and balance instances', text, 'lib/htools-cli/options/rows.ts'),
    ...Object.entries(programs).map(
      ([name, { summary }]) =>
        `\n## ${name}\n\n${sentence(summary[0].toUpperCase() + summary.slice(1))}\n${table(['option', 'meaning'], htoolsOptions[name].map(row))}`,
    ),
  ].join('');
}
