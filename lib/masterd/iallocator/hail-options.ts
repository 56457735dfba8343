import { HtoolsError, parseInteger, splitList, type AllocatorOptions } from '@gnt/htools';

type Parameters = Readonly<Record<string, unknown>>;

/** Switches of hail, by name; what changes only what it tells on its error output changes nothing here. */
const SWITCHES: Readonly<Record<string, AllocatorOptions>> = {
  verbose: {},
  'ignore-dynu': {},
  'ignore-soft-errors': { ignoreSoftErrors: true },
  'no-capacity-checks': { capacity: false },
};

/** Options of hail that take a value. */
const VALUES: Readonly<Record<string, (text: string) => AllocatorOptions>> = {
  'restrict-allocation-to': (text) => ({ restrictToNodes: splitList(text, ',') }),
  'static-kvm-node-memory': (text) => ({ staticNodeMemory: parseInteger('static node memory', text) }),
};

/**
 * What the parameters of an allocator (`--name`, `--name=value`) mean to hail; undefined where the program itself has to
 * be run: for options that read or write files or ask daemons, and for those that are wrong, of which it says how.
 */
export function hailOptions(parameters: Parameters): AllocatorOptions | undefined {
  const options: AllocatorOptions[] = [];
  for (const [name, value] of Object.entries(parameters)) {
    const option = value === null ? SWITCHES[name] : valued(name, value);
    if (!option) return undefined;
    options.push(option);
  }
  return Object.assign({}, ...options) as AllocatorOptions;
}

function valued(name: string, value: unknown): AllocatorOptions | undefined {
  try {
    return VALUES[name]?.(typeof value === 'string' ? value : JSON.stringify(value));
  } catch (error) {
    if (error instanceof HtoolsError) return undefined;
    throw error;
  }
}
