import { wrapText } from '../output/wrap.js';
import type { Io } from './io.js';

/** An answer that may be given: the letter typed, what it means, and the same in words. */
export interface Choice<T> {
  readonly key: string;
  readonly value: T;
  readonly help: string;
}

const YES_OR_NO: readonly Choice<boolean>[] = [
  { key: 'y', value: true, help: 'Go on with the operation' },
  { key: 'n', value: false, help: 'Do not go on' },
];

/** Asks on the terminal until one of the answers is given; the last one counts where there is no terminal. */
export function askChoice<T>(io: Io, question: string, choices: readonly [Choice<T>, ...Choice<T>[]]): T {
  const last = choices.at(-1) ?? choices[0];
  const terminal = io.openTerminal();
  if (!terminal) return last.value;
  try {
    const keys = choices.map((c) => (c === last ? `[${c.key}]` : c.key));
    for (;;) {
      terminal.write(`${wrapText(question, 70)}\n${[...keys, '?'].join('/')}: `);
      const line = terminal.readLine();
      if (line === undefined) return last.value;
      const key = line.trim().toLowerCase();
      const chosen = choices.find((c) => c.key === key);
      if (chosen) return chosen.value;
      if (key === '?') terminal.write(`${choices.map((c) => ` ${c.key} - ${c.help}\n`).join('')}\n`);
    }
  } finally {
    terminal.close();
  }
}

/** Asks a question that is answered by yes or no; no terminal means no. */
export function askYesNo(io: Io, question: string): boolean {
  return askChoice(io, question, YES_OR_NO as [Choice<boolean>, ...Choice<boolean>[]]);
}

/** Asks whether an operation on several things shall go on; more than 20 of them are shown on demand only. */
export function confirmOperation(
  io: Io,
  names: readonly string[],
  listType: string,
  operation: string,
  extra = '',
): boolean {
  const question = `The ${operation} will operate on ${String(names.length)} ${listType}.\n${extra}Do you want to continue?`;
  const affected = `\nAffected ${listType}:\n${names.map((name) => `  ${name}`).join('\n')}`;
  const yes = { key: 'y', value: 'yes', help: `Yes, execute the ${operation}` };
  const no = { key: 'n', value: 'no', help: `No, abort the ${operation}` };
  if (names.length > 20) {
    const view = { key: 'v', value: 'view', help: `View the list of affected ${listType}` };
    const first = askChoice(io, question, [yes, view, no]);
    if (first !== 'view') return first === 'yes';
  }
  return askChoice(io, question + affected, [yes, no]) === 'yes';
}
