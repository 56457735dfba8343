import * as c from '@gnt/constants';
import { CONFD_REQUESTS, jsonObject, unpackMessage, type ConfdKey, type ConfdRequestName } from '@gnt/protocol';

/** Longest datagram that is looked at. */
const MAX_PACKET = 4096;

/** What a question with an object asks for. */
export interface DictQuery {
  readonly link: string | undefined;
  readonly ip: string | undefined;
  readonly ipList: readonly string[];
  readonly fields: readonly number[];
}

/** A question's argument: none, a text or an object. */
export type Query = null | string | DictQuery;

export interface Request {
  readonly name: ConfdRequestName;
  readonly query: Query;
  readonly rsalt: string;
}

const NAMES = new Map<unknown, ConfdRequestName>(
  Object.entries(CONFD_REQUESTS).map(([name, { id }]) => [id, name as ConfdRequestName]),
);
const REQUEST_KEYS = ['protocol', 'type', 'query', 'rsalt'];
const QUERY_KEYS: readonly string[] = [c.CONFD_REQQ_LINK, c.CONFD_REQQ_IP, c.CONFD_REQQ_IPLIST, c.CONFD_REQQ_FIELDS];
const FIELDS: readonly unknown[] = [c.CONFD_REQFIELD_NAME, c.CONFD_REQFIELD_IP, c.CONFD_REQFIELD_MNODE_PIP];

/** Says that a packet deserves no answer, and why. */
export type Refusal = 'not signed' | 'wrong time' | 'no request';

function listOf<T>(value: unknown, fits: (item: unknown) => item is T): readonly T[] | undefined {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) && value.every(fits) ? value : undefined;
}
const isText = (value: unknown): value is string => typeof value === 'string';
const isField = (value: unknown): value is number => FIELDS.includes(value);

function dictQuery(value: object): DictQuery | undefined {
  if (Array.isArray(value) || !Object.keys(value).every((k) => QUERY_KEYS.includes(k))) return undefined;
  const dict = value as Readonly<Record<string, unknown>>;
  const link = dict[c.CONFD_REQQ_LINK] ?? undefined;
  const ip = dict[c.CONFD_REQQ_IP] ?? undefined;
  const ipList = listOf(dict[c.CONFD_REQQ_IPLIST], isText);
  const fields = listOf(dict[c.CONFD_REQQ_FIELDS], isField);
  if (link !== undefined && !isText(link)) return undefined;
  if (ip !== undefined && !isText(ip)) return undefined;
  return ipList && fields ? { link, ip, ipList, fields } : undefined;
}

/** A question's argument; undefined when it is none that exists. */
function queryOf(value: unknown): Query | undefined {
  if (value === undefined || value === null) return null;
  if (isText(value)) return value;
  return typeof value === 'object' ? dictQuery(value) : undefined;
}

function requestOf(msg: string): Request | undefined {
  const { protocol, type, query, rsalt } = jsonObject(msg, REQUEST_KEYS) ?? {};
  const name = NAMES.get(type);
  const asked = queryOf(query);
  if (!Number.isInteger(protocol) || name === undefined || asked === undefined || !isText(rsalt)) return undefined;
  return { name, query: asked, rsalt };
}

/** Opens a packet that came in at `now` (seconds); a refusal means that no answer is due. Costs one pass over it. */
export function readRequest(key: ConfdKey, packet: Buffer, now: number): Request | Refusal {
  const signed = packet.length > MAX_PACKET ? undefined : unpackMessage(key, packet);
  if (signed === undefined) return 'not signed';
  const time = /^\s*(-?\d+)\s*$/.exec(signed.salt)?.[1];
  if (time === undefined || Math.abs(Number(time) - Math.floor(now)) > c.CONFD_MAX_CLOCK_SKEW) return 'wrong time';
  return requestOf(signed.msg) ?? 'no request';
}
