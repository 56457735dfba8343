import type { Files } from './files.js';

/**
 * Reads NAME=value lines as a shell would that sources the file: quotes, backslashes and comments count, nothing is
 * expanded or run. `/etc/default/ganeti` holds the daemons' arguments so. Throws on a line that is anything else.
 */
export function parseDefaults(text: string, file = 'defaults file'): Map<string, string> {
  const values = new Map<string, string>();
  for (const [index, line] of text.split('\n').entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const match = /^(?:export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(trimmed);
    const where = `${file}, line ${String(index + 1)}`;
    if (!match) throw new Error(`${where}: only NAME=value lines are understood, got '${trimmed}'`);
    const [word = '', ...more] = splitWords(match[2] ?? '', where);
    if (more.length > 0) throw new Error(`${where}: quote the value of ${match[1] ?? ''}, it has blanks`);
    values.set(match[1] ?? '', word);
  }
  return values;
}

/** Reads the file; empty when there is none. */
export async function readDefaults(files: Files, path: string): Promise<Map<string, string>> {
  return parseDefaults((await files.readTextIfPresent(path)) ?? '', path);
}

/** Splits text into words at blanks, as a shell does: '...' is literal, "..." knows backslashes, # begins a comment. */
export function splitWords(text: string, where = 'text'): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? '';
    if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === '#' && word === undefined) {
      break;
    } else if (char === "'" || char === '"') {
      const [content, end] = quoted(text, i, where);
      word = (word ?? '') + content;
      i = end;
    } else if (char === '\\') {
      word = (word ?? '') + (text[++i] ?? '');
    } else {
      word = (word ?? '') + char;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** The text between the quote at `start` and its end, and where that is. */
function quoted(text: string, start: number, where: string): [string, number] {
  const quote = text[start];
  let content = '';
  for (let i = start + 1; i < text.length; i++) {
    const char = text[i] ?? '';
    if (char === quote) return [content, i];
    if (quote === '"' && char === '\\' && '"\\$`'.includes(text[i + 1] ?? ' ')) content += text[++i] ?? '';
    else content += char;
  }
  throw new Error(`${where}: a quote is not closed`);
}
