/** What a shell may complete after an option. */
export type Completion =
  | 'none'
  | 'file'
  | 'dir'
  | 'host'
  | 'onenode'
  | 'manynodes'
  | 'manyinstances'
  | 'onegroup'
  | 'integer'
  | 'float'
  | 'string'
  | `choices=${string}`;

/** An option of a program: how it is spelt, what it takes, what it does to the values. */
export interface OptionRow<Values> {
  readonly short?: string;
  readonly long: string;
  /** Name of its argument; one in brackets may be left out. None when it takes none. */
  readonly argument?: string;
  readonly help: string;
  readonly completion?: Completion;
  /** Enters the option, given with this argument, into the values; throws HtoolsError with a reason when it is wrong. */
  readonly apply: (values: Values, argument: string | undefined) => void;
}

/** Whether an option's argument may be left out. */
export function isOptional(row: { readonly argument?: string }): boolean {
  return row.argument?.startsWith('[') ?? false;
}

/** The name of an option's argument without brackets. */
export function argumentName(row: { readonly argument?: string }): string {
  return (row.argument ?? '').replace(/^\[|\]$/g, '');
}

/** What follows the options. */
export interface ArgumentRow {
  readonly completion: Completion;
  readonly min: number;
  readonly max: number | undefined;
}
