/** Ends a program with an exit code; the text, when there is one, goes to the error output as it is. */
export class ExitError extends Error {
  override readonly name = 'ExitError';
  readonly code: number;

  constructor(code: number, text = '') {
    super(text);
    this.code = code;
  }
}

/** Ends a program as a failure with a reason. */
export function failure(reason: string): ExitError {
  return new ExitError(1, `Error: ${reason}\n`);
}
