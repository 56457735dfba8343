import type { CommandResult } from '../../../common/exec.js';

/** Why a command failed, in the words that masters and operators know; undefined when it did not. */
export function failReason(result: CommandResult): string | undefined {
  if (result.timedOut) return `terminated after timeout${result.signal === null ? '' : ` by signal ${result.signal}`}`;
  if (result.signal !== null) return `terminated by signal ${result.signal}`;
  return result.exitCode === 0 ? undefined : `exited with exit code ${String(result.exitCode)}`;
}

/** What a command printed: stdout, then stderr. */
export function outputOf(result: CommandResult): string {
  return result.stdout + result.stderr;
}
