import { ECODE_INVAL, OpPrereqError } from '../errors.js';
import { makeSimpleFilter, type WireFilter } from './filter.js';
import { dnsNameGlobPattern, isGlob } from './glob.js';
import { parseFilterText } from './parser.js';

/** Characters that make the only argument of a list command a filter. */
const FILTER_CHARACTERS = /[\s!'()/<=>"\\~]/;

/** How the names on a command line are meant. */
export interface NameArguments {
  /** The field they are values of. */
  readonly nameField?: string;
  /** The field holds numbers. */
  readonly numeric?: boolean;
  /** The one argument is a filter whatever it looks like (`--filter`). */
  readonly forceFilter?: boolean;
}

/** The filter for the arguments of a list command: a filter text, names, or globbing patterns; null for everything. */
export function makeFilter(args: readonly string[], options: NameArguments = {}): WireFilter {
  const { nameField = 'name', numeric = false, forceFilter = false } = options;
  const [only] = args;
  if (forceFilter || (args.length === 1 && only !== undefined && FILTER_CHARACTERS.test(only))) {
    if (args.length !== 1 || only === undefined)
      throw new OpPrereqError('A filter is one argument; quote it', ECODE_INVAL);
    return parseFilterText(only);
  }
  if (numeric) return makeSimpleFilter(nameField, args.map(numberOf));
  if (!args.some(isGlob)) return makeSimpleFilter(nameField, args);
  return [
    '|',
    ...args.map((arg): WireFilter =>
      isGlob(arg) ? ['=~', nameField, dnsNameGlobPattern(arg)] : ['==', nameField, arg],
    ),
  ];
}

function numberOf(text: string): number {
  if (!/^\s*[+-]?[0-9]+\s*$/.test(text))
    throw new OpPrereqError(`Invalid job ID passed: '${text}' is not a number`, ECODE_INVAL);
  return Number(text);
}
