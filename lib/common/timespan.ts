import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';

const SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86400, w: 604800 };

/** A span of time like "90", "5m", "1d" or "2w" in seconds. */
export function parseTimespan(text: string): number {
  const [, digits, unit] = /^\s*([+-]?\d+)([smhdw]?)$/.exec(text) ?? [];
  const factor = SECONDS[unit ?? ''];
  if (digits === undefined || factor === undefined) {
    throw new OpPrereqError(
      `Invalid time specification '${text}'; give a number, and s, m, h, d or w behind it`,
      ECODE_INVAL,
    );
  }
  return Number(digits) * factor;
}
