import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the recordings of the original are; GANETI_GOLDEN says otherwise. */
export const goldenDir =
  process.env['GANETI_GOLDEN'] ?? fileURLToPath(new URL('../../../../../shared/golden', import.meta.url));

/** Why a test that needs the recordings cannot run; false when it can. */
export const noRecordings = existsSync(goldenDir) ? false : `no recordings of the original at ${goldenDir}`;

/** One request of a recording, as it was sent, and what came back: text, or null for a closed connection. */
export interface Exchange {
  readonly sent: string;
  readonly answer: string | null;
}

/** A file of recorded exchanges on one connection. */
export interface Recording {
  readonly name: string;
  readonly exchanges: readonly Exchange[];
}

/** "\\xff" in a recording stands for that byte, which was not UTF-8. */
export function sentBytes(text: string): Buffer {
  const parts = text.split(/(\\x[0-9a-f]{2})/);
  return Buffer.concat(
    parts.map((p) => (/^\\x/.test(p) ? Buffer.of(Number.parseInt(p.slice(2), 16)) : Buffer.from(p))),
  );
}

function exchangesOf(text: string): Exchange[] {
  const found: Exchange[] = [];
  let sent: string | undefined;
  for (const line of text.split('\n')) {
    if (line.startsWith('>>')) sent = line.slice(3);
    else if (line.startsWith('<<') && sent !== undefined) {
      // What is no UTF-8 in an answer was written the same way; it is no JSON, so it becomes a replacement character.
      const answer = line.slice(3).replaceAll(/\\x[0-9a-f]{2}/g, '\ufffd');
      found.push({ sent, answer: answer === '(connection closed)' ? null : answer });
      sent = undefined;
    } else if (sent !== undefined && line !== '') sent += `\n${line}`;
  }
  return found;
}

/** The recorded LUXI calls, in the order in which they were made. */
export function luxiRecordings(): Recording[] {
  const dir = join(goldenDir, 'luxi');
  return readdirSync(dir)
    .filter((name) => name.endsWith('.luxi'))
    .sort()
    .map((name) => ({
      name: name.slice(0, -'.luxi'.length),
      exchanges: exchangesOf(readFileSync(join(dir, name), 'utf8')),
    }));
}

/** The result in a recording's first answer, which must be a success. */
export function recordedResult(recordings: readonly Recording[], name: string): unknown {
  const answer = recordings.find((r) => r.name === name)?.exchanges[0]?.answer;
  const { success, result } = JSON.parse(answer ?? 'null') as { success: boolean; result: unknown };
  if (!success) throw new Error(`recording ${name} is not one of a success`);
  return result;
}
