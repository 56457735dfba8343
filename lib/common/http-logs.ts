import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DAEMONS_EXTRA_LOGFILES } from '@gnt/constants';
import { pino } from 'pino';
import type { Clock } from './clock.js';
import type { Paths } from './paths.js';

/** One answered request. */
export interface AccessEntry {
  readonly client: string;
  readonly method: string;
  readonly url: string;
  readonly httpVersion: string;
  readonly status: number;
  /** Of the answer's body; undefined when it was sent in pieces. */
  readonly bytes: number | undefined;
  readonly referer: string | undefined;
  readonly userAgent: string | undefined;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (n: number): string => String(n).padStart(2, '0');

/** The time of an access log, in UTC: 20/Nov/2026:13:02:10 +0000. */
function logTime(ms: number): string {
  const t = new Date(ms);
  const day = `${two(t.getUTCDate())}/${MONTHS[t.getUTCMonth()] ?? ''}/${String(t.getUTCFullYear())}`;
  return `${day}:${two(t.getUTCHours())}:${two(t.getUTCMinutes())}:${two(t.getUTCSeconds())} +0000`;
}

/** Cut, and without characters that would end the line. */
function oneLine(text: string): string {
  return text.slice(0, 1000).replace(/[^\x20-\x7e]/g, '?');
}

/** What a client sends, made harmless between quotes. */
function safe(text: string): string {
  return oneLine(text).replace(/["\\]/g, '\\$&');
}

/** A line of the access log, in the combined form that web servers share. */
export function accessLine(entry: AccessEntry, now: number): string {
  const { client, method, url, httpVersion, status, bytes, referer, userAgent } = entry;
  const request = `${safe(method)} ${safe(url)} HTTP/${safe(httpVersion)}`;
  const from = referer === undefined ? '-' : `"${safe(referer)}"`;
  const size = bytes === undefined ? '-' : String(bytes);
  return `${client} - - [${logTime(now)}] "${request}" ${String(status)} ${size} ${from} "${safe(userAgent ?? '-')}"\n`;
}

/** The access log and the error log of a daemon that serves HTTP, beside its own log. */
export interface HttpLogs {
  access(entry: AccessEntry): void;
  error(message: string): void;
  /** Opens both files anew, after rotation. */
  readonly reopen: () => void;
}

/** Opens the two files of a daemon. */
export function openHttpLogs(paths: Paths, name: keyof typeof DAEMONS_EXTRA_LOGFILES, clock: Clock): HttpLogs {
  const open = (file: string): ReturnType<typeof pino.destination> => {
    const path = paths.local(file);
    mkdirSync(dirname(path), { recursive: true, mode: 0o750 });
    return pino.destination({ dest: path, append: true, sync: true, mode: 0o600 });
  };
  const files = DAEMONS_EXTRA_LOGFILES[name];
  const [access, error] = [open(files.access), open(files.error)];
  return {
    access: (entry) => void access.write(accessLine(entry, clock.now())),
    error: (message) => void error.write(`[${logTime(clock.now())}] ${oneLine(message)}\n`),
    reopen: () => {
      access.reopen();
      error.reopen();
    },
  };
}

/** Logs that keep nothing, for tests and other places without files. */
export const silentHttpLogs: HttpLogs = { access: () => undefined, error: () => undefined, reopen: () => undefined };
