import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';

const PIECE = /\s+|'([^']*)'|"((?:\\["\\]|[^"])*)"|\\(.)|([^\s'"\\]+)/gsy;

/** Words of a text as a POSIX shell splits it: blanks separate, quotes and backslashes keep. Nothing is expanded. */
export function splitShellWords(text: string): string[] {
  const words: string[] = [];
  let current: string | undefined;
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < text.length) {
    const at = PIECE.lastIndex;
    const match = PIECE.exec(text);
    if (!match) throw new OpPrereqError(`No closing quotation at position ${String(at)} of "${text}"`, ECODE_INVAL);
    const [, single, double, escaped, plain] = match;
    const piece = single ?? double?.replaceAll(/\\(["\\])/g, '$1') ?? escaped ?? plain;
    if (piece !== undefined) {
      current = (current ?? '') + piece;
    } else if (current !== undefined) {
      words.push(current);
      current = undefined;
    }
  }
  if (current !== undefined) words.push(current);
  return words;
}

/** One word quoted so that a shell reads it back unchanged. */
export function quoteShellWord(word: string): string {
  return /^[-.+=@:/_\w]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
