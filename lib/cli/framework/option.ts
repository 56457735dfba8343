/** One spelling of an option, or several that mean the same, and what it does to the option's value. */
export interface Switch<T> {
  /** As typed: '-f', '--force'. */
  readonly flags: readonly string[];
  /** True when a value follows, as the next argument or behind '='. */
  readonly takesValue: boolean;
  /** Stands for the value in the help. */
  readonly metavar?: string;
  readonly help: string;
  /** The option's new value; `text` is "" for a switch without value. A method, so that tables of options of all types can be made. */
  apply(previous: T, text: string, flag: string): T;
  /** Printed as a warning when the switch is used (kept for old scripts only). */
  readonly deprecated?: true;
}

/** One option of a command: the switches that set it and the value it has without them. */
export interface Option<T> {
  readonly switches: readonly Switch<T>[];
  readonly fallback: T;
}

/** The options of a command by the name under which its code sees them. */
export type Options = Readonly<Record<string, Option<unknown>>>;

/** The values of a record of options. */
export type ValuesOf<O> = { readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never };

/** Reads a value from the command line; throws UsageError or a GanetiError. */
export type ValueType<T> = (text: string, flag: string) => T;

interface ValueDetails<T> {
  readonly metavar?: string;
  readonly fallback?: T;
}

/** A switch that is off unless given. */
export function flag(flags: readonly string[], help: string): Option<boolean> {
  return { switches: [{ flags, takesValue: false, help, apply: () => true }], fallback: false };
}

/** Something that is on unless this switch is given. */
export function flagOff(flags: readonly string[], help: string): Option<boolean> {
  return { switches: [{ flags, takesValue: false, help, apply: () => false }], fallback: true };
}

/** A switch that counts how often it was given. */
export function counter(flags: readonly string[], help: string): Option<number> {
  return { switches: [{ flags, takesValue: false, help, apply: (n) => n + 1 }], fallback: 0 };
}

/** An option with a value; null, or the given fallback, when left out. The last one given counts. */
export function value<T>(
  flags: readonly string[],
  type: ValueType<T>,
  help: string,
  details: { metavar?: string; fallback: NoInfer<T> },
): Option<T>;
export function value<T>(
  flags: readonly string[],
  type: ValueType<T>,
  help: string,
  details?: ValueDetails<NoInfer<T>>,
): Option<T | null>;
export function value<T>(
  flags: readonly string[],
  type: ValueType<T>,
  help: string,
  { metavar, fallback }: ValueDetails<T> = {},
): Option<T | null> {
  const apply = (_: T | null, text: string, used: string): T | null => type(text, used);
  return {
    switches: [{ flags, takesValue: true, help, apply, ...(metavar === undefined ? {} : { metavar }) }],
    fallback: fallback ?? null,
  };
}

/** An option with a value that may be given many times; all are kept, in order. */
export function list<T>(
  flags: readonly string[],
  type: ValueType<T>,
  help: string,
  metavar?: string,
): Option<readonly T[]> {
  const apply = (all: readonly T[], text: string, used: string): readonly T[] => [...all, type(text, used)];
  return {
    switches: [{ flags, takesValue: true, help, apply, ...(metavar === undefined ? {} : { metavar }) }],
    fallback: [],
  };
}

/** Switches of which the last one given decides: flag -> [value, help]. */
export function oneOfSwitches<T>(choices: Readonly<Record<string, readonly [T, string]>>): Option<T | null> {
  const switches = Object.entries(choices).map(([spelling, [chosen, help]]): Switch<T | null> => {
    return { flags: [spelling], takesValue: false, help, apply: () => chosen };
  });
  return { switches, fallback: null };
}

/** A switch that means nothing any more and says so. */
export function deprecated(flags: readonly string[], help: string): Option<null> {
  return { switches: [{ flags, takesValue: false, help, apply: () => null, deprecated: true }], fallback: null };
}
