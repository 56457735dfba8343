import { splitTime, type Clock } from '../../common/clock.js';

/** [seconds, microseconds] since the epoch. */
export type Timestamp = [number, number];

export function timestampNow(clock: Clock): Timestamp {
  return splitTime(clock);
}

/** Nanoseconds since the epoch, as reason trails have them. */
export function reasonTime([seconds, micros]: Timestamp): number {
  return seconds * 1e9 + micros * 1e3;
}

/** Whether `a` is earlier than `b`. */
export function isBefore(a: Timestamp, b: Timestamp): boolean {
  return a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
}
