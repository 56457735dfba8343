import { Command as Parser, CommanderError, Option as ParserOption } from 'commander';
import type { AnyCommand } from './command.js';
import type { Options, Switch } from './option.js';
import { UsageError } from './usage-error.js';

/** What a command line says: values by option name, arguments, warnings to print. */
export interface Parsed {
  readonly values: Readonly<Record<string, unknown>>;
  readonly args: readonly string[];
  readonly help: boolean;
  readonly warnings: readonly string[];
}

interface Spelling {
  readonly flag: string;
  readonly option: string;
  readonly use: Switch<unknown>;
}

function spellings(options: Options): Spelling[] {
  return Object.entries(options).flatMap(([name, option]) =>
    option.switches.flatMap((use) => use.flags.map((flag) => ({ flag, option: name, use }))),
  );
}

/** One pass of commander; its own storage of values is not used, since a value's name and type come from the table. */
function scan(
  known: readonly Spelling[],
  argv: readonly string[],
  found: (spelling: Spelling, text: string) => void,
): {
  operands: readonly string[];
  unknown: readonly string[];
  help: boolean;
} {
  const parser = new Parser()
    .exitOverride()
    .helpOption(false)
    .passThroughOptions()
    .configureOutput({ writeErr: () => undefined });
  let help = false;
  for (const spelling of known) {
    const option = new ParserOption(spelling.use.takesValue ? `${spelling.flag} <value>` : spelling.flag);
    parser.addOption(option);
    parser.on(`option:${option.name()}`, (text: string | undefined) => {
      found(spelling, text ?? '');
    });
  }
  for (const flag of ['-h', '--help']) {
    parser.addOption(new ParserOption(flag));
    parser.on(`option:${flag.replace(/^-+/, '')}`, () => {
      help = true;
    });
  }
  try {
    return { ...parser.parseOptions([...argv]), help };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const flag = /'(-[^ ']*)/.exec(error.message)?.[1] ?? '';
    throw new UsageError(`${flag} option requires 1 argument`);
  }
}

/** The full spelling of a long option that was cut short; throws when it fits none or several. */
function complete(given: string, known: readonly Spelling[]): string {
  const [name = given, ...content] = given.split('=');
  const exact = known.find(({ flag }) => flag === name);
  if (exact && !exact.use.takesValue) throw new UsageError(`${name} option does not take a value`);
  const matches = name.startsWith('--')
    ? [...known.map(({ flag }) => flag), '--help'].filter((flag) => flag.startsWith(name))
    : [];
  const [only] = matches;
  if (only === undefined) throw new UsageError(`no such option: ${name}`);
  if (matches.length > 1) throw new UsageError(`ambiguous option: ${name} (${matches.sort().join(', ')}?)`);
  return [only, ...content].join('=');
}

/** Reads a command's arguments; throws UsageError, or a ParameterError for a value of the wrong form. */
export function parseCommandLine(command: Pick<AnyCommand, 'options'>, argv: readonly string[]): Parsed {
  const known = spellings(command.options);
  let words = [...argv];
  for (;;) {
    const uses: [Spelling, string][] = [];
    const { operands, unknown, help } = scan(known, words, (spelling, text) => uses.push([spelling, text]));
    const [stranger] = unknown;
    if (stranger !== undefined) {
      const full = complete(stranger, known);
      const at = words.indexOf(stranger);
      words = [...words.slice(0, at), full, ...words.slice(at + 1)];
      continue;
    }
    return { ...evaluate(command.options, uses), args: operands, help };
  }
}

function evaluate(options: Options, uses: readonly [Spelling, string][]): Pick<Parsed, 'values' | 'warnings'> {
  const values: Record<string, unknown> = {};
  const warnings: string[] = [];
  for (const [name, option] of Object.entries(options)) values[name] = option.fallback;
  for (const [{ flag, option, use }, text] of uses) {
    values[option] = use.apply(values[option], text, flag);
    if (use.deprecated) warnings.push(`${flag}: ${use.help}`);
  }
  return { values, warnings };
}
