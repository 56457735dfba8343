import { HypervisorError } from '../errors.js';

/** Splits text into words as a POSIX shell would, with quotes and backslashes but no expansion (parameter kvm_extra). */
export function shellWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (/\s/.test(c)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (c === "'" || c === '"') {
      const [quoted, end] = quotedPart(text, i);
      word = (word ?? '') + quoted;
      i = end;
    } else if (c === '\\') {
      if (i + 1 >= text.length) throw new HypervisorError(`No escaped character after the last backslash in '${text}'`);
      word = (word ?? '') + text.charAt(++i);
    } else {
      word = (word ?? '') + c;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** The content of the quotes that open at `start`, and where they close. */
function quotedPart(text: string, start: number): [content: string, end: number] {
  const quote = text.charAt(start);
  let content = '';
  for (let i = start + 1; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === quote) return [content, i];
    const next = text.charAt(i + 1);
    if (c === '\\' && quote === '"' && (next === '"' || next === '\\')) content += text.charAt(++i);
    else content += c;
  }
  throw new HypervisorError(`No closing quotation in '${text}'`);
}
