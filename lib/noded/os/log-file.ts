import type { Clock } from '../../common/clock.js';

/** Name of the log of one script run: kind, OS, instance, part of it, local time. */
export function logFileName(
  kind: 'add' | 'rename' | 'import' | 'export',
  os: string,
  instance: string,
  clock: Clock,
  component?: string,
): string {
  const parts = [kind, os, instance, ...(component === undefined ? [] : [component]), fileTimestamp(clock)];
  // A slash in a name must not lead out of the directory.
  return `${parts.join('-').replaceAll('/', '_')}.log`;
}

/** Local time in a form that suits file names. */
function fileTimestamp(clock: Clock): string {
  const now = new Date(clock.now());
  const two = (n: number): string => String(n).padStart(2, '0');
  const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  return `${date}_${[now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join('_')}`;
}

/** The last lines of a text. */
export function lastLines(text: string, count: number): string[] {
  return text.replace(/\n$/, '').split('\n').slice(-count);
}
