const two = (n: number): string => String(n).padStart(2, '0');

/** A time (seconds since the epoch) as people here write it: Thu Jan  1 00:00:00 UTC 1970. */
export function clockTime(time: number): string {
  const date = new Date(time * 1000);
  const named = new Intl.DateTimeFormat('en-US', { weekday: 'short', month: 'short', timeZoneName: 'short' });
  const parts = new Map(named.formatToParts(date).map(({ type, value }) => [type, value]));
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  const day = String(date.getDate()).padStart(2);
  const zone = parts.get('timeZoneName') ?? 'UTC';
  return `${parts.get('weekday') ?? ''} ${parts.get('month') ?? ''} ${day} ${clock} ${zone} ${String(date.getFullYear())}`;
}
