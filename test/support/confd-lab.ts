import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Responder } from '../../lib/confd/responder.js';
import { readSnapshot, type Snapshot } from '../../lib/confd/snapshot.js';
import { packMessage, parseReply, unpackMessage, type ConfdReplyMessage } from '@gnt/protocol';
import { StoppedClock, testText } from './config-data.js';
import { goldenDir } from './replay/recordings.js';

/** One recorded question to the original's confd, and its answer. */
export interface ConfdRecording {
  readonly name: string;
  readonly request_hex: string;
  /** Null when there was none. */
  readonly reply_hex: string | null;
  readonly reply_text: string | null;
  readonly reply_msg?: { readonly answer: unknown };
}

/** The configuration recorded with the original, as text. */
export const configText = testText('config/config-3.1.data');

/** All recordings of confd, by name. */
export function confdRecordings(): ConfdRecording[] {
  const dir = join(goldenDir, 'confd');
  return readdirSync(dir)
    .filter((f) => f.endsWith('.json'))
    .sort()
    .map((f) => JSON.parse(readFileSync(join(dir, f), 'utf8')) as ConfdRecording);
}

/** The key that signed the recordings. */
export function recordedKey(): Buffer {
  return readFileSync(join(goldenDir, 'confd/hmac.key'));
}

type Json = Record<string, Record<string, Record<string, unknown>>>;

/** Snapshot of a configuration made from the recorded one. */
export async function snapshotOf(change: (config: Json) => void = () => undefined): Promise<Snapshot> {
  const config = JSON.parse(configText) as Json;
  change(config);
  return readSnapshot(JSON.stringify(config), new StoppedClock());
}

export const TEST_KEY = Buffer.from('0123456789abcdef0123456789abcdef01234567\n');
export const TEST_TIME = 1_800_000_000;

/** Sends questions to a responder as a client would. */
export class Asker {
  readonly responder: Responder;
  constructor(current: Snapshot | string) {
    this.responder = new Responder({ current, key: TEST_KEY }, new StoppedClock(TEST_TIME * 1000));
  }

  /** The answer to a question; undefined when there is none. */
  ask(type: number, query: unknown, more: object = {}): ConfdReplyMessage | undefined {
    const msg = JSON.stringify({ protocol: 1, type, query, rsalt: 'pepper', ...more });
    return this.send(packMessage(TEST_KEY, String(TEST_TIME), msg));
  }

  /** The answer to a datagram. */
  send(packet: Buffer): ConfdReplyMessage | undefined {
    const reply = this.responder.respond(packet);
    if (typeof reply === 'string') return undefined;
    const signed = unpackMessage(TEST_KEY, reply);
    return signed && parseReply(signed.msg);
  }
}
