/** Breaks one line of text at blanks so that no line is longer than `width` (a longer word is cut); blanks before the first word stay. */
export function wrapLine(line: string, width: number, furtherIndent = ''): string[] {
  const lines: string[] = [];
  let current = /^\s*/.exec(line)?.[0] ?? '';
  if (current === line) return [];
  for (const word of line.split(/\s+/).filter((w) => w !== '')) {
    const joined = current.trim() === '' ? current + word : `${current} ${word}`;
    if (joined.length <= width || current.trim() === '') {
      current = joined;
    } else {
      lines.push(current);
      current = furtherIndent + word;
    }
    while (current.length > width) {
      lines.push(current.slice(0, width));
      current = furtherIndent + current.slice(width);
    }
  }
  if (current !== '') lines.push(current);
  return lines;
}

/** Breaks each line of a text. */
export function wrapText(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, width).join('\n'))
    .join('\n');
}
