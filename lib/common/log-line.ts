/** How severe a line of a log is, as the original names it. */
export type LogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';

/** Who writes a log. */
export interface LogWriter {
  readonly program: string;
  readonly pid: number;
}

/** A line of a log in the form of the original's programs: local time with milliseconds, program, pid, level, message. */
export function logLine(nowMs: number, { program, pid }: LogWriter, level: LogLevel, message: string): string {
  const offset = new Date(nowMs).getTimezoneOffset() * 60_000;
  const time = new Date(nowMs - offset).toISOString().replace('T', ' ').replace('.', ',').replace('Z', '');
  return `${time}: ${program} pid=${String(pid)} ${level} ${message}`;
}
