/** How the original prints values: scripts read None, True and ['a', 'b']. */

function quoted(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    // Control characters have no other printable form.

    .replaceAll(/[\u0000-\u001f\u007f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return mark + (mark === "'" ? escaped.replaceAll("'", "\\'") : escaped) + mark;
}

/** A value as Python's repr() gives it. */
export function repr(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([k, v]) => `${quoted(k)}: ${repr(v)}`)
    .join(', ')}}`;
}

/** A value as Python's str() gives it: text stays as it is. */
export function str(value: unknown): string {
  return typeof value === 'string' ? value : repr(value);
}

/** Text that is safe to print: what is not printable ASCII is escaped. */
export function safeEncode(text: string): string {
  let result = '';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (char === '\t') result += '\\t';
    else if (char === '\n') result += '\\n';
    // lib/utils/text.py of the original really writes \'r here.
    else if (char === '\r') result += "\\'r";
    else if (code < 32 || code === 127) result += `\\x${code.toString(16).padStart(2, '0')}`;
    else if (code < 127) result += char;
    else if (code < 256) result += `\\x${code.toString(16)}`;
    else if (code < 0x10000) result += `\\u${code.toString(16).padStart(4, '0')}`;
    else result += `\\U${code.toString(16).padStart(8, '0')}`;
  }
  return result;
}
