/**
 * JSON as the original's Python programs write it: a blank after each comma and colon, all beyond ASCII escaped. For
 * files that both write, so that they look the same whoever wrote last.
 */
export function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, v]) => v !== undefined);
    return `{${entries.map(([key, v]) => `${text(key)}: ${pythonJson(v)}`).join(', ')}}`;
  }
  if (value === undefined) return 'null';
  return typeof value === 'string' ? text(value) : JSON.stringify(value);
}

function text(value: string): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
