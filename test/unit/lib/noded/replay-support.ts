import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { goldenDir } from '../../../support/replay/recordings.js';

/** One recorded call: what the master sent and what the node answered, as text. */
export interface RecordedCall {
  readonly call: string;
  /** Which recording of the call it is, from 1 on. */
  readonly number: number;
  readonly sent: string;
  readonly answer: string;
  /** The recording was cut off and is not JSON. */
  readonly cut: boolean;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** All recordings of calls to node daemons. */
export function recordedCalls(): RecordedCall[] {
  const directory = join(goldenDir, 'noded-rpc');
  return readdirSync(directory)
    .filter((name) => name.endsWith('.txt') && name !== 'COUNTS.txt')
    .sort()
    .flatMap((name) => {
      const text = readFileSync(join(directory, name), 'utf8');
      return [...text.matchAll(/^POST \/(\w+)\n>> (.*)\n\n?<< (.*)$/gm)].map(
        ([, call = '', sent = '', answer = ''], i) => ({
          call,
          number: i + 1,
          sent,
          answer,
          cut: !isJson(sent) || !isJson(answer),
        }),
      );
    });
}

/** What stays of a value when its letters and figures are taken away: kinds, keys, and how lists are built. */
export function shape(value: unknown): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return 'number';
  if (typeof value === 'string') return 'text';
  if (Array.isArray(value)) return value.map(shape);
  return Object.fromEntries(
    Object.entries(value as Record<string, unknown>)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, v]) => [key, shape(v)]),
  );
}

/** A node's answer as far as it can be compared: messages are prose, payloads keep their shape. */
export function comparable(answer: readonly [boolean, unknown]): unknown {
  return answer[0] ? [true, shape(answer[1])] : [false, 'message'];
}

/** Every disk object in a value, children included. */
export function disksIn(value: unknown): { readonly path: string; readonly size: number }[] {
  if (typeof value !== 'object' || value === null) return [];
  const found = Object.values(value).flatMap(disksIn);
  const { logical_id, size } = value as { logical_id?: unknown; size?: unknown };
  if (Array.isArray(logical_id) && typeof logical_id[1] === 'string' && typeof size === 'number')
    found.push({ path: logical_id[1], size });
  return found;
}
