// Small pieces of Markdown for the reference pages.

/** The first lines of each page. */
export function heading(title, text, source) {
  return `# ${title}\n\n<!-- Made by npm run gen out of ${source}; do not edit. -->\n\n${text}\n`;
}

/** Text that may stand in a table cell. */
export function cell(text) {
  return String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** Text with a full stop, unless it ends in one. */
export function sentence(text) {
  return text.endsWith('.') ? text : `${text}.`;
}

/** A value as code; the empty string stays visible. */
export function code(value) {
  return `\`${cell(JSON.stringify(value))}\``;
}

/** A table, or nothing when it has no rows. */
export function table(titles, rows) {
  if (rows.length === 0) return '';
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return `\n${[line(titles), line(titles.map(() => '---')), ...rows.map((r) => line(r.map(cell)))].join('\n')}\n`;
}
