import type { OptionRow } from './option.js';
import { isOptional } from './option.js';
import { optionList } from './usage.js';

/** A command line taken apart. */
export interface Parsed<V> {
  readonly given: readonly { readonly row: OptionRow<V>; readonly argument: string | undefined }[];
  readonly args: readonly string[];
  /** What is wrong, each ending in a newline. */
  readonly faults: readonly string[];
}

function needsArgument<V>(row: OptionRow<V>): boolean {
  return row.argument !== undefined && !isOptional(row);
}

/**
 * Takes a command line apart as the original's programs do: options and arguments mix, long names may be shortened,
 * short ones joined, optional arguments stick to their option, `--` ends options.
 */
export function parseCommandLine<V>(rows: readonly OptionRow<V>[], argv: readonly string[]): Parsed<V> {
  const given: { row: OptionRow<V>; argument: string | undefined }[] = [];
  const args: string[] = [];
  const faults: string[] = [];
  const rest = [...argv];
  const take = (row: OptionRow<V>, flag: string, own: string | undefined): void => {
    let argument = own;
    if (argument === undefined && needsArgument(row)) {
      argument = rest.shift();
      if (argument === undefined) {
        faults.push(`option \`${flag}' requires an argument ${row.argument ?? ''}\n`);
        return;
      }
    }
    given.push({ row, argument });
  };
  const long = (word: string): void => {
    const at = word.indexOf('=');
    const name = at < 0 ? word : word.slice(0, at);
    const value = at < 0 ? undefined : word.slice(at + 1);
    const exact = rows.filter((r) => r.long === name);
    const found = exact.length > 0 ? exact : rows.filter((r) => r.long.startsWith(name));
    const [row] = found;
    if (!row) faults.push(`unrecognized option \`--${word}'\n`);
    else if (found.length > 1) faults.push(optionList(`option \`--${word}' is ambiguous; could be one of:`, found));
    else if (value !== undefined && row.argument === undefined)
      faults.push(`option \`--${name}' doesn't allow an argument\n`);
    else take(row, `--${name}`, value);
  };
  const short = (word: string): void => {
    for (let at = 0; at < word.length; at += 1) {
      const letter = word[at]!;
      const row = rows.find((r) => r.short === letter);
      if (!row) {
        faults.push(`unrecognized option \`-${letter}'\n`);
        continue;
      }
      if (row.argument === undefined) {
        take(row, `-${letter}`, undefined);
        continue;
      }
      const value = word.slice(at + 1);
      take(row, `-${letter}`, value === '' ? undefined : value);
      return;
    }
  };
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') args.push(...rest.splice(0));
    else if (word.startsWith('--')) long(word.slice(2));
    else if (word.startsWith('-') && word.length > 1) short(word.slice(1));
    else args.push(word);
  }
  return { given, args, faults };
}
