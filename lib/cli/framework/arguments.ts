import type { AnyCommand } from './command.js';

/** What is wrong with the number of arguments, in words; undefined when it fits. */
export function argumentFault(
  { name, args: expected }: Pick<AnyCommand, 'name' | 'args'>,
  given: readonly string[],
): string | undefined {
  if (expected.length === 0) return given.length > 0 ? `Error: Command ${name} expects no arguments` : undefined;
  const min = expected.reduce((sum, { min: least }) => sum + least, 0);
  const limited = expected.at(-1)?.max !== null;
  const max = expected.reduce((sum, { max: most }) => sum + (most ?? 0), 0);
  if (limited && min === max && given.length !== min)
    return `Error: Command ${name} expects ${String(min)} argument(s)`;
  if (limited && given.length > max) return `Error: Command ${name} expects only ${String(max)} argument(s)`;
  if (given.length < min) return `Error: Command ${name} expects at least ${String(min)} argument(s)`;
  return undefined;
}
