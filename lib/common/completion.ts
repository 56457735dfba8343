import type { Command, Option } from 'commander';

/** What a program's argument is, for shells that complete it: a kind, and the least and largest number of them. */
export interface CompletedArgument {
  readonly kind: string;
  readonly least: number;
  readonly most: number | null;
}

function kindOf(option: Option, kinds: Readonly<Record<string, string>>): string {
  if (!option.required) return 'none';
  if (option.argChoices) return `choices=${option.argChoices.join(',')}`;
  return kinds[option.attributeName()] ?? 'string';
}

/** Every way of writing a command's options, help and version included. */
export function flagsOf(command: Command): string[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .flatMap((o) => [o.short, o.long])
    .filter((f) => f !== undefined);
}

/** What `--help-completion` prints: a line for each option and argument; the original's build makes shell completion of it. */
export function completionText(
  command: Command,
  kinds: Readonly<Record<string, string>>,
  args: readonly CompletedArgument[] = [],
): string {
  const options = command
    .createHelp()
    .visibleOptions(command)
    .map((o) => `${[o.short, o.long].filter((f) => f !== undefined).join(',')} ${kindOf(o, kinds)}\n`);
  const rest = args.map(
    ({ kind, least, most }) => `${kind} ${String(least)} ${most === null ? 'none' : String(most)}\n`,
  );
  return [...options, ...rest].join('');
}
