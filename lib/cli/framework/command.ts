import type { Options, ValuesOf } from './option.js';
import type { Session } from './session.js';

/** What a positional argument names; shell completion goes by it. */
export type ArgumentKind =
  | 'choice'
  | 'command'
  | 'extstorage'
  | 'file'
  | 'filter'
  | 'group'
  | 'host'
  | 'instance'
  | 'jobid'
  | 'network'
  | 'node'
  | 'os'
  | 'suggest'
  | 'unknown';

/** A run of positional arguments of one kind; without `max` it takes all that is left. */
export interface Argument {
  readonly kind: ArgumentKind;
  readonly min: number;
  readonly max: number | null;
}

/** Any number of arguments. */
export function many(kind: ArgumentKind, min = 0): Argument {
  return { kind, min, max: null };
}
/** Exactly one argument. */
export function one(kind: ArgumentKind): Argument {
  return { kind, min: 1, max: 1 };
}

/** What a command gets to work with. */
export interface Invocation<V> {
  readonly opts: V;
  readonly args: readonly string[];
  readonly session: Session;
}

/** One command of a tool as data; `run` resolves to the exit code. */
export interface Command<O extends Options = Options> {
  readonly tool: string;
  readonly name: string;
  /** The arguments in words, for the usage line. */
  readonly usage: string;
  readonly args: readonly Argument[];
  readonly options: O;
  readonly run: (invocation: Invocation<ValuesOf<O>>) => Promise<number>;
}

/** A command with its options' types hidden, as the framework handles all of them. */
export type AnyCommand = Omit<Command, 'run'> & { readonly run: (invocation: Invocation<never>) => Promise<number> };

export function defineCommand<const O extends Options>(command: Command<O>): AnyCommand {
  return command;
}

/** How a tool lists a command: one sentence, and where its module is. */
export interface CommandEntry {
  readonly summary: string;
  readonly load: () => Promise<AnyCommand>;
}

/** A gnt-* program: its commands are loaded only when one of them runs. */
export interface Tool {
  readonly name: string;
  readonly commands: Readonly<Record<string, CommandEntry>>;
  /** Other name -> command. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Commands that take default options from the environment (GNT_INSTANCE_LIST). */
  readonly environmentOptions?: readonly string[];
}

export function defineTool(tool: Tool): Tool {
  return tool;
}
