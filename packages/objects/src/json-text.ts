/** Turns a value into its text in config.data. */
export type TextWriter = (value: unknown) => string;

/** A number as the original's writer prints it: plain between 0.1 and 10,000,000, else with an exponent; whole numbers plain. */
export function numberText(n: number): string {
  if (Number.isInteger(n)) return String(n);
  const size = Math.abs(n);
  if (size >= 0.1 && size < 1e7) return String(n);
  const [mantissa = '0', exponent = '0'] = n.toExponential().split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e${exponent.replace('+', '')}`;
}

/** Any JSON value, keys in their own order; absent keys are left out. */
export const jsonText: TextWriter = (value) => {
  if (typeof value === 'number') return numberText(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  return objectText(Object.entries(value), jsonText);
};

function objectText(entries: readonly (readonly [string, unknown])[], text: TextWriter): string {
  const parts: string[] = [];
  for (const [key, value] of entries) if (value !== undefined) parts.push(`${JSON.stringify(key)}:${text(value)}`);
  return `{${parts.join(',')}}`;
}

/** Order of strings by their UTF-8 bytes, as the original keeps its maps. */
export function byBytes(a: string, b: string): number {
  if (a === b) return 0;
  for (let i = 0; i < a.length && i < b.length; i += 1) {
    const [x, y] = [a.codePointAt(i) ?? 0, b.codePointAt(i) ?? 0];
    if (x !== y) return x - y;
  }
  return a.length - b.length;
}

/** A map written in the order of its keys. */
export function mapText(value: TextWriter, order: (a: string, b: string) => number = byBytes): TextWriter {
  return (map) =>
    objectText(
      Object.entries(map as Record<string, unknown>).sort(([a], [b]) => order(a, b)),
      value,
    );
}

/** A list without order and repetition, written sorted. */
export const setText: TextWriter = (list) => jsonText([...new Set(list as readonly string[])].sort(byBytes));
