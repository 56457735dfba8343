import { wrapLine } from '../output/wrap.js';
import type { AnyCommand, Tool } from './command.js';
import type { Switch } from './option.js';

const WIDTH = 79;
const HELP_COLUMN = 24;

/** The commands of a tool, one a line. */
export function toolUsage(tool: Tool): string[] {
  const names = Object.keys(tool.commands).sort();
  const column = Math.min(60, Math.max(...names.map((name) => name.length)));
  const lines = [
    `Usage: ${tool.name} {command} [options...] [argument...]`,
    `${tool.name} <command> --help to see details, or man ${tool.name}`,
    '',
    'Commands:',
  ];
  for (const name of names) {
    const [first = '', ...rest] = wrapLine(tool.commands[name]?.summary ?? '', WIDTH - 3 - column);
    lines.push(` ${name.padEnd(column)} - ${first}`, ...rest.map((line) => ` ${''.padEnd(column)}   ${line}`));
  }
  return [...lines, ''];
}

/** The head of every help and of every complaint about the command line. */
export function commandUsage(command: AnyCommand): string[] {
  return ['Usage', '=====', `  ${command.tool} ${command.name} ${command.usage}`, ''];
}

function spelled(use: Switch<unknown>): string {
  const long = use.flags.filter((flag) => flag.startsWith('--'));
  const short = use.flags.filter((flag) => !flag.startsWith('--'));
  const metavar = use.metavar ?? (long[0] ?? short[0] ?? '').replace(/^-+/, '').replaceAll('-', '_').toUpperCase();
  const withValue = (flag: string): string =>
    use.takesValue ? `${flag}${flag.startsWith('--') ? '=' : ' '}${metavar}` : flag;
  return [...long, ...short].map(withValue).join(', ');
}

function optionLines(left: string, help: string): string[] {
  const text = wrapLine(help, WIDTH - HELP_COLUMN);
  const fits = left.length <= HELP_COLUMN - 2;
  const first = fits ? [`${left.padEnd(HELP_COLUMN)}${text[0] ?? ''}`] : [left];
  const rest = fits ? text.slice(1) : text;
  return [...first, ...rest.map((line) => ' '.repeat(HELP_COLUMN) + line)].map((line) => line.trimEnd());
}

/** The whole help of a command. */
export function commandHelp(command: AnyCommand, summary: string): string[] {
  return [
    ...commandUsage(command),
    ...wrapLine(summary, WIDTH),
    '',
    'Options',
    '=======',
    ...optionLines('--help, -h', 'show this help and exit'),
    ...Object.values(command.options).flatMap((option) =>
      option.switches.flatMap((use) => optionLines(spelled(use), use.help)),
    ),
  ];
}
