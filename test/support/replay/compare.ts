function show(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return 'nothing';
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Where two values begin to differ as JSON text, order of keys included, and how; null when they do not. */
export function firstDifference(want: unknown, have: unknown, path = ''): string | null {
  if (JSON.stringify(want) === JSON.stringify(have)) return null;
  if (isObject(want) && isObject(have) && Array.isArray(want) === Array.isArray(have)) {
    for (const key of new Set([...Object.keys(want), ...Object.keys(have)])) {
      const inner = firstDifference(want[key], have[key], `${path}/${key}`);
      if (inner !== null) return inner;
    }
    return `${path}: order of keys: there ${Object.keys(want).join(', ')}, here ${Object.keys(have).join(', ')}`;
  }
  return `${path}: there ${show(want)}, here ${show(have)}`;
}
