import { HT_MIGRATION_MODES } from '@gnt/constants';
import type { SyntaxCheck } from './define.js';

const isText = (value: unknown): value is string => typeof value === 'string';

/** Whether a path is absolute and has no `.`, `..`, empty or trailing part. */
export function isNormAbsPath(path: unknown): boolean {
  if (!isText(path) || !path.startsWith('/')) return false;
  return (
    path === '/' ||
    path
      .slice(1)
      .split('/')
      .every((part) => part !== '' && part !== '.' && part !== '..')
  );
}

/** Whether a text is an http(s) or ftp address, which QEMU reads images from. */
export function isUrl(text: unknown): boolean {
  return isText(text) && /^(https?|ftps?):\/\/[^\s]+$/i.test(text);
}

/** Whether a text is a dotted IPv4 address. */
export function isIp4(text: unknown): boolean {
  return isText(text) && /^(\d{1,3}\.){3}\d{1,3}$/.test(text) && text.split('.').every((part) => Number(part) <= 255);
}

/** CPU numbers of "0-2,5"; undefined when malformed. */
export function parseCpuMask(mask: string): number[] | undefined {
  if (mask === '') return [];
  const cpus: number[] = [];
  for (const part of mask.split(',')) {
    const [, low, high = low] = /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(part) ?? [];
    if (low === undefined || Number(low) > Number(high)) return undefined;
    for (let cpu = Number(low); cpu <= Number(high); cpu += 1) cpus.push(cpu);
  }
  return cpus;
}

/** One list of CPU numbers for each part of "0-1:all:3"; "all" is [-1]; undefined when malformed. */
export function parseMultiCpuMask(mask: string): number[][] | undefined {
  if (mask === '') return [];
  const lists: number[][] = [];
  for (const part of mask.split(':')) {
    const list = part === 'all' ? [-1] : parseCpuMask(part);
    if (!list) return undefined;
    lists.push([...new Set(list)].sort((a, b) => a - b));
  }
  return lists;
}

/** A value of the given list. */
export function among(allowed: readonly (string | number)[]): SyntaxCheck {
  return { allowed, accepts: (v) => allowed.some((a) => a === v), says: `must be one of: ${allowed.join(', ')}` };
}

/** A whole number within bounds. */
export function between(
  low: number,
  high: number,
  says = `must be between ${String(low)} and ${String(high)}`,
): SyntaxCheck {
  return { accepts: (v) => typeof v === 'number' && v >= low && v <= high, says };
}

const path = 'must be an absolute normalized path';
/** A file on the node; that it exists is checked there. */
export const filePath: SyntaxCheck = { accepts: isNormAbsPath, says: path };
export const directoryPath: SyntaxCheck = { accepts: isNormAbsPath, says: path };
export const filePathOrUrl: SyntaxCheck = { accepts: (v) => isNormAbsPath(v) || isUrl(v), says: `${path} or a URL` };
export const netPort: SyntaxCheck = between(1, 65534, 'must be a port number');
export const notNegative: SyntaxCheck = { accepts: (v) => typeof v === 'number' && v >= 0, says: 'cannot be negative' };
export const migrationMode: SyntaxCheck = among(HT_MIGRATION_MODES);
export const ip4Address: SyntaxCheck = { accepts: isIp4, says: 'must be an IPv4 address' };
export const cpuMask: SyntaxCheck = {
  accepts: (v) => isText(v) && (parseCpuMask(v)?.length ?? 0) > 0,
  says: 'must be CPU numbers and ranges separated by commas',
};
export const multiCpuMask: SyntaxCheck = {
  accepts: (v) => isText(v) && parseMultiCpuMask(v) !== undefined,
  says: 'must be CPU masks (or "all") separated by colons',
};
