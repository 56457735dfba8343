/** Words of a line. */
export function words(line: string): string[] {
  return line.trim().split(/\s+/);
}

/** The lines of a text that are not blank. */
export function lines(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

/** A whole number; throws naming what it stood for. */
export function wholeNumber(text: string | undefined, what: string): number {
  if (text === undefined || !/^-?\d+$/.test(text)) throw new Error(`${what} is not a number: '${text ?? ''}'`);
  return Number(text);
}
