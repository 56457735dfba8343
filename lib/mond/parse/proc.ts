import { lines, wholeNumber, words } from './columns.js';

/** Ticks of the kernel's counters in a second, for users. */
export const TICKS = 100;

/** What the kernel tells of a process. */
export interface ProcessStat {
  /** R, S, D, Z, T... */
  readonly state: string;
  readonly cpuSeconds: number;
  /** Seconds after the boot at which it began. */
  readonly startedAfterBoot: number;
}

/** Reads /proc/PID/stat; the name in it may hold blanks and parentheses. */
export function parseProcessStat(text: string): ProcessStat {
  const rest = words(text.slice(text.lastIndexOf(')') + 1));
  const at = (field: number): number => wholeNumber(rest[field - 3], `field ${String(field)} of a process`);
  return {
    state: rest[0] ?? '',
    cpuSeconds: (at(14) + at(15)) / TICKS,
    startedAfterBoot: at(22) / TICKS,
  };
}

/** Bytes of memory that a process has, from /proc/PID/status; kernel threads have none. */
export function parseResident(text: string): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
}

/** Seconds since the boot, from /proc/uptime. */
export function parseUptimeSeconds(text: string): number {
  const seconds = Number(words(text)[0]);
  if (!Number.isFinite(seconds)) throw new Error(`/proc/uptime holds no number: '${text.trim()}'`);
  return seconds;
}

/** Reads /proc/meminfo: bytes by name. */
export function parseMeminfo(text: string): Map<string, number> {
  return new Map(
    lines(text).flatMap((line): [string, number][] => {
      const match = /^([^:]+):\s+(\d+) kB$/.exec(line.trim());
      return match ? [[match[1] ?? '', Number(match[2]) * 1024]] : [];
    }),
  );
}

/** Counters of a network interface. */
export interface InterfaceCounters {
  readonly name: string;
  readonly receivedBytes: number;
  readonly receivedPackets: number;
  readonly receiveErrors: number;
  readonly sentBytes: number;
  readonly sentPackets: number;
  readonly sendErrors: number;
}

/** Reads /proc/net/dev. */
export function parseNetDev(text: string): InterfaceCounters[] {
  return lines(text).flatMap((line) => {
    const match = /^\s*([^:\s]+):\s*(.*)$/.exec(line);
    if (!match) return [];
    const [name, cells] = [match[1] ?? '', words(match[2] ?? '')];
    const at = (i: number): number => wholeNumber(cells[i], `column ${String(i)} of interface ${name}`);
    return [
      {
        name,
        receivedBytes: at(0),
        receivedPackets: at(1),
        receiveErrors: at(2),
        sentBytes: at(8),
        sentPackets: at(9),
        sendErrors: at(10),
      },
    ];
  });
}

/** Mounted file systems that lie on a device, from /proc/mounts: each device once. */
export function parseMounts(
  text: string,
): { readonly device: string; readonly mount: string; readonly type: string }[] {
  const unescaped = (word: string): string =>
    word.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
  const seen = new Set<string>();
  return lines(text).flatMap((line) => {
    const [device = '', mount = '', type = ''] = words(line).map(unescaped);
    if (!device.startsWith('/') || seen.has(device)) return [];
    seen.add(device);
    return [{ device, mount, type }];
  });
}

/** How many TCP connections with our port at this end are in each state; 01 is established. From /proc/net/tcp. */
export function countConnections(text: string, port: number): Map<string, number> {
  const counts = new Map<string, number>();
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const line of lines(text).slice(1)) {
    const [, local = '', , state = ''] = words(line);
    if (local.endsWith(suffix)) counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return counts;
}

/** A time as `xl uptime` writes it: `3 days,  1:22:10` or `0:05:31`. */
export function uptimeText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n: number): string => String(n).padStart(2, '0');
  const clock = `${String(Math.floor((whole % 86400) / 3600))}:${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`;
  const days = Math.floor(whole / 86400);
  return days === 0 ? clock : `${String(days)} days, ${clock.padStart(8)}`;
}
