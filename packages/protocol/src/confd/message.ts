import { createHmac, timingSafeEqual } from 'node:crypto';
import { CONFD_MAGIC_FOURCC } from '@gnt/constants';

/** The key that signs: content of hmac.key, byte for byte. */
export type ConfdKey = Uint8Array;

/** What stands in a datagram once its signature is verified. */
export interface SignedMessage {
  readonly salt: string;
  /** The JSON text that was signed. */
  readonly msg: string;
}

/** An answer as it is sent. */
export interface ConfdReplyMessage {
  readonly protocol: number;
  readonly status: number;
  readonly answer: unknown;
  /** Serial number of what the answer was taken from; 0 for ping and errors. */
  readonly serial: number;
}

const MAGIC = Buffer.from(CONFD_MAGIC_FOURCC);
const SIGNED_KEYS = ['hmac', 'msg', 'salt'];

function digest(key: ConfdKey, salt: string, msg: string): string {
  return createHmac('sha1', key).update(salt).update(msg).digest('hex');
}

/** JSON text without a character beyond ASCII: those are escaped. */
export function asciiJson(text: string): string {
  return text.replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The datagram of a message: magic, then the signed envelope. */
export function packMessage(key: ConfdKey, salt: string, msg: string): Buffer {
  return Buffer.from(CONFD_MAGIC_FOURCC + asciiJson(JSON.stringify({ hmac: digest(key, salt, msg), msg, salt })));
}

/** Whether a datagram claims to be one of ours. */
export function hasMagic(packet: Buffer): boolean {
  return packet.length >= MAGIC.length && packet.compare(MAGIC, 0, MAGIC.length, 0, MAGIC.length) === 0;
}

/** The object of a JSON text that has no keys but the given; undefined for anything else. */
export function jsonObject(text: string, keys: readonly string[]): Readonly<Record<string, unknown>> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.keys(value).every((k) => keys.includes(k)) ? (value as Record<string, unknown>) : undefined;
}

/** Opens a datagram; undefined when it is not ours, not whole, or not signed with the key. */
export function unpackMessage(key: ConfdKey, packet: Buffer): SignedMessage | undefined {
  if (!hasMagic(packet)) return undefined;
  const { hmac, msg, salt } = jsonObject(packet.toString('utf8', MAGIC.length), SIGNED_KEYS) ?? {};
  if (typeof hmac !== 'string' || typeof msg !== 'string' || typeof salt !== 'string') return undefined;
  const given = Buffer.from(hmac.toLowerCase());
  const expected = Buffer.from(digest(key, salt, msg));
  return given.length === expected.length && timingSafeEqual(given, expected) ? { salt, msg } : undefined;
}

/** Reads an answer; undefined when it has not the right shape. */
export function parseReply(msg: string): ConfdReplyMessage | undefined {
  const reply = jsonObject(msg, ['protocol', 'status', 'answer', 'serial']);
  if (reply === undefined || !('answer' in reply)) return undefined;
  const { protocol, status, serial, answer } = reply;
  if (typeof protocol !== 'number' || typeof status !== 'number' || typeof serial !== 'number') return undefined;
  return { protocol, status, answer, serial };
}
