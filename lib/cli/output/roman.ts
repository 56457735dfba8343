const NUMERALS: readonly (readonly [number, string])[] = [
  [1000, 'M'],
  [900, 'CM'],
  [500, 'D'],
  [400, 'CD'],
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I'],
];

/** The Roman numeral of a whole number from 1 to 4999; undefined for anything else. */
export function toRoman(value: unknown): string | undefined {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 4999) return undefined;
  let rest = value;
  let text = '';
  for (const [worth, letters] of NUMERALS) {
    while (rest >= worth) {
      text += letters;
      rest -= worth;
    }
  }
  return text;
}

/** The value, as a Roman numeral when wanted and possible. */
export function romanOr<T>(value: T, wanted: boolean): T | string {
  return (wanted ? toRoman(value) : undefined) ?? value;
}
