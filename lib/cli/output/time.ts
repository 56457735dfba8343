const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Seconds and microseconds, as jobs carry times. */
export type SplitTime = readonly [seconds: number, microseconds: number];

function two(n: number): string {
  return String(n).padStart(2, '0');
}

function clock(d: Date): string {
  return `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
}

/** "Fri Nov 20 12:57:02 2026", local time, as job log lines begin. */
export function ctime(seconds: number): string {
  const d = new Date(Math.floor(seconds) * 1000);
  const day = String(d.getDate()).padStart(2, ' ');
  return `${DAYS[d.getDay()] ?? ''} ${MONTHS[d.getMonth()] ?? ''} ${day} ${clock(d)} ${String(d.getFullYear())}`;
}

/** "2026-11-20 12:57:02", local time, with microseconds when given; "N/A" for what is no number. */
export function formatTime(seconds: unknown, microseconds?: number): string {
  if (typeof seconds !== 'number') return 'N/A';
  const d = new Date(Math.floor(seconds) * 1000);
  const fraction = microseconds === undefined ? '' : `.${String(microseconds).padStart(6, '0')}`;
  return `${String(d.getFullYear()).padStart(4, '0')}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${clock(d)}${fraction}`;
}

/** Whether a value is a time as jobs carry it. */
export function isSplitTime(value: unknown): value is SplitTime {
  return Array.isArray(value) && value.length === 2;
}

/** A job's time; "?" when there is none. */
export function formatSplitTime(value: unknown): string {
  return isSplitTime(value) ? formatTime(value[0], value[1]) : '?';
}

/** Seconds from one job time to another. */
export function secondsBetween(from: SplitTime, to: SplitTime): number {
  return to[0] - from[0] + (to[1] - from[1]) / 1e6;
}
