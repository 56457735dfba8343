// Numbers as the original prints them: from the shortest decimal digits that tell a number, rounded half to even on them.

interface Digits {
  readonly negative: boolean;
  readonly digits: number[];
  /** The number is 0.d1d2d3... times ten to this power. */
  readonly exponent: number;
}

function digitsOf(x: number): Digits {
  const [mantissa = '', power = '0'] = Math.abs(x).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const zero = x === 0;
  return {
    negative: x < 0 || Object.is(x, -0),
    digits: Array.from(digits, Number),
    exponent: zero ? 0 : Number(power) + 1,
  };
}

/** Cuts digits to a length, rounding; says whether a leading one came in front. */
function roundDigits(count: number, digits: readonly number[]): { carry: boolean; digits: number[] } {
  const kept = Array.from({ length: count }, (_, i) => digits[i] ?? 0);
  const next = digits[count] ?? 0;
  const tie = next === 5 && digits.slice(count + 1).every((d) => d === 0);
  const even = count === 0 || (kept[count - 1] ?? 0) % 2 === 0;
  if (tie ? even : next < 5) return { carry: false, digits: kept };
  for (let i = count - 1; i >= 0; i -= 1) {
    if (kept[i] !== 9) {
      kept[i]! += 1;
      return { carry: false, digits: kept };
    }
    kept[i] = 0;
  }
  return { carry: true, digits: [1, ...kept] };
}

function special(x: number): string | undefined {
  if (Number.isNaN(x)) return 'NaN';
  if (x === Infinity) return 'Infinity';
  return x === -Infinity ? '-Infinity' : undefined;
}

/** As printf's %.Nf there. */
export function fixed(x: number, decimals: number): string {
  const other = special(x);
  if (other !== undefined) return other;
  const { negative, digits, exponent } = digitsOf(x);
  const sign = negative ? '-' : '';
  const padded = exponent >= 0 ? digits : [...new Array<number>(-exponent).fill(0), ...digits];
  const whole = Math.max(exponent, 0);
  const rounded = roundDigits(decimals + whole, padded);
  const split = whole + (rounded.carry ? 1 : 0);
  const left = rounded.digits.slice(0, split).join('') || '0';
  const right = rounded.digits.slice(split).join('');
  return sign + left + (right === '' ? '' : `.${right}`);
}

function scientific(x: number, decimals: number): string {
  const { negative, digits, exponent } = digitsOf(x);
  const sign = negative ? '-' : '';

  const rounded = roundDigits(Math.max(decimals, 1) + 1, digits);
  const [first, ...rest] = rounded.carry ? rounded.digits.slice(0, -1) : rounded.digits;
  return `${sign}${String(first)}.${rest.join('')}e${String(exponent - 1 + (rounded.carry ? 1 : 0))}`;
}

/** As printf's %.Ng there: decimals, or a power of ten outside 0.1 to 10^7. */
export function general(x: number, decimals: number): string {
  const other = special(x);
  if (other !== undefined) return other;
  const size = Math.abs(x);
  return size === 0 || (size >= 0.1 && size < 1e7) ? fixed(x, decimals) : scientific(x, decimals);
}

/** The shortest text that reads back as the same number, always with a point. */
export function shortest(x: number): string {
  const other = special(x);
  if (other !== undefined) return other;
  const { negative, digits, exponent } = digitsOf(x);
  const sign = negative ? '-' : '';
  const size = Math.abs(x);
  if (size !== 0 && (size < 0.1 || size >= 1e7)) {
    const [first, ...rest] = digits;
    return `${sign}${String(first)}.${rest.join('') || '0'}e${String(exponent - 1)}`;
  }
  return sign + plain(digits, exponent);
}

function plain(digits: readonly number[], exponent: number): string {
  if (exponent <= 0) return `0.${'0'.repeat(-exponent)}${digits.join('')}`;
  const left = Array.from({ length: exponent }, (_, i) => digits[i] ?? 0).join('');
  return `${left}.${digits.slice(exponent).join('') || '0'}`;
}

/** All digits of a number without a power of ten: printf's plain %f there. */
export function decimal(x: number): string {
  const other = special(x);
  if (other !== undefined) return other;
  const { negative, digits, exponent } = digitsOf(x);
  return (negative ? '-' : '') + plain(digits, exponent);
}
