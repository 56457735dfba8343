import { str } from './python.js';

/** The lines that tell what a modify command has changed. */
export function changeLines(what: string, changes: readonly (readonly [string, unknown])[]): string[] {
  return [`Modified ${what}`, ...changes.map(([name, value]) => ` - ${name.padEnd(5)} -> ${str(value)}`)];
}
