/**
 * The original's exception classes that cross a wire, as one table: class name -> how many arguments are meant.
 * Wire form on LUXI and in job results: [class, [arguments]] (lib/errors.py EncodeException of the original).
 */
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
