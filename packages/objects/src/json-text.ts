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

/** A code unit as it ranks among UTF-8 texts: surrogates stand for characters beyond all others. */
function ranked(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

/** Order of strings by their UTF-8 bytes, as the original keeps its maps. */
export function byBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return ranked(x) - ranked(y);
  }
  return a.length - b.length;
}

/** The text that `make` gives for a value; that of a frozen object is remembered. */
export function remembered(make: TextWriter): TextWriter {
  const texts = new WeakMap<object, string>();
  return (value) => {
    if (typeof value !== 'object' || value === null || !Object.isFrozen(value)) return make(value);
    let text = texts.get(value);
    if (text === undefined) texts.set(value, (text = make(value)));
    return text;
  };
}

/** A map written in the order of its keys. */
export function mapText(value: TextWriter, order: (a: string, b: string) => number = byBytes): TextWriter {
  return remembered((map) => {
    const entries = map as Readonly<Record<string, unknown>>;
    let text = '';
    for (const key of Object.keys(entries).sort(order)) {
      const item = entries[key];
      if (item !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${value(item)}`;
    }
    return `{${text}}`;
  });
}

/** A list without order and repetition, written sorted. */
export const setText: TextWriter = (list) => jsonText([...new Set(list as readonly string[])].sort(byBytes));
