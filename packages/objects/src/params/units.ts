const SIZE = /^(\d+(?:\.\d+)?)\s*([a-zA-Z]*)$/;
const FACTORS: Readonly<Record<string, number>> = { '': 1, m: 1, g: 1024, t: 1024 * 1024 };

/** Reads "512", "1.5G", "2 tib"... as MiB, rounded up to a multiple of four; undefined when it is no size. */
export function parseSize(input: unknown): number | undefined {
  if (typeof input !== 'string' && typeof input !== 'number') return undefined;
  const [, digits, unit] = SIZE.exec(String(input)) ?? [];
  if (digits === undefined || unit === undefined) return undefined;
  const factor = FACTORS[unit.toLowerCase().replace(/^([mgt])i?b$/, '$1')];
  if (factor === undefined) return undefined;
  return Math.ceil(Math.ceil(Number(digits) * factor) / 4) * 4;
}
