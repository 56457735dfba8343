import { EXIT_FAILURE } from '@gnt/constants';
import { ERRORS, isErrorClass, type ErrorClass, type ErrorRow } from './error-table.js';

/** Why a check failed: the second argument of OpPrereqError. */
export const ECODES = {
  ECODE_RESOLVER: 'resolver_error',
  ECODE_NORES: 'insufficient_resources',
  ECODE_TEMP_NORES: 'temp_insufficient_resources',
  ECODE_INVAL: 'wrong_input',
  ECODE_STATE: 'wrong_state',
  ECODE_NOENT: 'unknown_entity',
  ECODE_EXISTS: 'already_exists',
  ECODE_NOTUNIQUE: 'resource_not_unique',
  ECODE_FAULT: 'internal_error',
  ECODE_ENVIRON: 'environment_error',
} as const;
export type Ecode = (typeof ECODES)[keyof typeof ECODES];
export const {
  ECODE_RESOLVER,
  ECODE_NORES,
  ECODE_TEMP_NORES,
  ECODE_INVAL,
  ECODE_STATE,
  ECODE_NOENT,
  ECODE_EXISTS,
  ECODE_NOTUNIQUE,
  ECODE_FAULT,
  ECODE_ENVIRON,
} = ECODES;

/** An error that has a class name of the original and travels over its wires. */
export class GanetiError extends Error {
  /** Arguments in wire order; the first is the message. */
  readonly args: readonly unknown[];
  constructor(className: string, args: readonly unknown[], options?: ErrorOptions) {
    super(typeof args[0] === 'string' ? args[0] : JSON.stringify(args[0] ?? className), options);
    this.name = className;
    this.args = args;
  }
  /** The ECODE of an OpPrereqError, else undefined. */
  get ecode(): Ecode | undefined {
    return this.name === 'OpPrereqError' ? (this.args[1] as Ecode | undefined) : undefined;
  }
}

/** An error of the given class of the table. */
export function ganetiError(className: ErrorClass, args: readonly unknown[], options?: ErrorOptions): GanetiError {
  return new GanetiError(className, args, options);
}

/** A check before any change failed; nothing has been touched. */
export class OpPrereqError extends GanetiError {
  constructor(message: string, ecode: Ecode, options?: ErrorOptions) {
    super('OpPrereqError', [message, ecode], options);
  }
}
/** Something failed after the operation began. */
export class OpExecError extends GanetiError {
  constructor(message: string, options?: ErrorOptions) {
    super('OpExecError', [message], options);
  }
}

/** An error as it travels on LUXI and in job results: [class, [arguments]]. */
export type WireError = [className: string, args: unknown[]];

/** The wire form of an error; one that is none of the table's becomes a GenericError with its message. */
export function encodeError(error: unknown): WireError {
  if (error instanceof GanetiError) return [error.name, [...error.args]];
  return ['GenericError', [error instanceof Error ? error.message : String(error)]];
}

/** What a failed opcode leaves as its result: the table's errors as they are, any other as an OpExecError (lib/jqueue of the original). */
export function encodeOpError(error: unknown): WireError {
  if (error instanceof GanetiError) return encodeError(error);
  return ['OpExecError', [error instanceof Error ? error.message : String(error)]];
}

/** Whether a value has the wire form of an error whose class the table knows. */
export function isWireError(value: unknown): value is WireError {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    typeof value[0] === 'string' &&
    Array.isArray(value[1]) &&
    isErrorClass(value[0])
  );
}

/** The error that a wire value stands for; anything that is not the wire form of a known class becomes a RequestError that shows it. */
export function decodeError(value: unknown): GanetiError {
  if (!isWireError(value)) {
    return new GanetiError('RequestError', [typeof value === 'string' ? value : JSON.stringify(value ?? null)]);
  }
  const [className, args] = value;
  const [message, ecode] = args;
  if (className === 'OpPrereqError' && args.length === 2 && typeof message === 'string' && isEcode(ecode)) {
    return new OpPrereqError(message, ecode);
  }
  if (className === 'OpExecError' && args.length === 1 && typeof message === 'string') return new OpExecError(message);
  return new GanetiError(className, args);
}

function isEcode(value: unknown): value is Ecode {
  return (Object.values(ECODES) as unknown[]).includes(value);
}

/** Whether the error is of the class or of one derived from it. */
export function isA(error: unknown, className: ErrorClass): error is GanetiError {
  if (!(error instanceof GanetiError)) return false;
  for (let name: string | null = error.name; name !== null; name = rowOf(name)?.parent ?? null) {
    if (name === className) return true;
  }
  return false;
}

function rowOf(name: string): ErrorRow | undefined {
  return isErrorClass(name) ? ERRORS[name] : undefined;
}

/** What a command that ends in this error exits with. */
export function exitCodeOf(error: unknown): number {
  const row = error instanceof GanetiError ? rowOf(error.name) : undefined;
  return row?.exit ?? EXIT_FAILURE;
}

/** What RAPI answers when a request ends in this error. */
export function httpStatusOf(error: unknown): number {
  const row = error instanceof GanetiError ? rowOf(error.name) : undefined;
  return row?.http ?? 500;
}
