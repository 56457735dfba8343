import { str } from './python.js';

/** Named values in a given order. */
export interface Pairs {
  readonly pairs: readonly (readonly [title: string, value: Info, alignment?: string])[];
}
/** Simple values on one line, in brackets. */
export interface Inline {
  readonly inline: readonly unknown[];
}
/** What `info` commands print: text, lists, objects (sorted by key), ordered pairs. */
export type Info =
  string | number | boolean | null | readonly Info[] | Pairs | Inline | { readonly [key: string]: unknown };

/** Named values in this order; values of pairs with the same alignment start in the same column. */
export function pairs(...entries: readonly (readonly [title: string, value: Info, alignment?: string])[]): Pairs {
  return { pairs: entries };
}

/** Values on one line. */
export function inline(...values: readonly unknown[]): Inline {
  return { inline: values };
}

function isPairs(data: object): data is Pairs {
  return 'pairs' in data && Array.isArray(data.pairs);
}
function isInline(data: object): data is Inline {
  return 'inline' in data && Array.isArray(data.inline);
}

const INDENT = '  ';

interface Entry {
  readonly label: string;
  readonly value: Info;
}

function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The parts of a container with what stands before each; undefined for a simple value. */
function entriesOf(data: Info): { entries: Entry[]; afterKey: boolean } | undefined {
  if (data === null || typeof data !== 'object' || isInline(data)) return undefined;
  if (Array.isArray(data)) {
    return {
      entries: (data as readonly Info[]).map((value) => ({ label: `-${INDENT.slice(1)}`, value })),
      afterKey: false,
    };
  }
  if (isPairs(data)) {
    const widths = new Map<string, number>();
    for (const [title, , group] of data.pairs)
      if (group !== undefined) widths.set(group, Math.max(widths.get(group) ?? 0, title.length));
    const entries = data.pairs.map(([title, value, group]): Entry => {
      const width = group === undefined ? 0 : (widths.get(group) ?? 0);
      return { label: `${title}: ${' '.repeat(Math.max(0, width - title.length))}`, value };
    });
    return { entries, afterKey: true };
  }
  const entries = Object.entries(data as Readonly<Record<string, Info>>)
    .sort(([a], [b]) => byCodePoint(a, b))
    .map(([key, value]): Entry => ({ label: `${key}: `, value }));
  return { entries, afterKey: true };
}

/** Text from where the cursor stands: behind a key (the rest of its line is free) or at an indented place. */
function render(data: Info, level: number, behindKey: boolean): string {
  const container = entriesOf(data);
  if (!container) {
    const simple = data !== null && typeof data === 'object' && 'inline' in data ? (data as Inline).inline : undefined;
    return simple === undefined ? `${str(data)}\n` : `[${simple.map(str).join(', ')}]\n`;
  }
  if (container.entries.length === 0) return '\n';
  let text = behindKey ? '\n' : '';
  for (const [index, { label, value }] of container.entries.entries()) {
    const indent = behindKey || index > 0 ? INDENT.repeat(level) : '';
    text += indent + label + render(value, level + 1, container.afterKey);
  }
  return text;
}

/** The lines of an info listing, which are valid YAML. */
export function formatInfo(data: Info): string {
  return render(data, 0, false).replace(/\n+$/, '');
}
