import { randomUUID } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import {
  CONFD_CLIENT_EXPIRE_TIMEOUT,
  CONFD_DEFAULT_REQ_COVERAGE,
  CONFD_PROTOCOL_VERSION,
  DEFAULT_CONFD_PORT,
} from '@gnt/constants';
import {
  asciiJson,
  CONFD_REQUESTS,
  packMessage,
  parseReply,
  unpackMessage,
  type ConfdKey,
  type ConfdReplyMessage,
  type ConfdRequestName,
} from '@gnt/protocol';
import { Pending } from './pending.js';
import { neededReplies, pickPeers } from './peers.js';

/** Datagrams get lost: who has not answered after this time is asked again. */
const RESEND_MS = 1000;

/** How one question is asked. */
export interface ConfdAsk {
  /** How many peers get the question (default 6). */
  readonly coverage?: number;
  /** How many answers to wait for (default: as many as `neededReplies` says). */
  readonly expected?: number;
  /** Milliseconds to wait for the first answer (default 10 s). */
  readonly timeoutMs?: number;
  /** Milliseconds to wait for further answers once there is one (default 0.5 s). */
  readonly settleMs?: number;
}

export interface ConfdClientOptions extends ConfdAsk {
  /** Addresses of the master candidates. */
  readonly peers: readonly string[];
  /** Content of hmac.key, byte for byte. */
  readonly key: ConfdKey;
  readonly port?: number;
}

type Family = 'udp4' | 'udp6';

/**
 * Asks the configuration daemons of some candidates, picked at random for each question, and takes the answer with the
 * newest serial number. Questions may be asked at the same time; they share a socket for each address family.
 */
export class ConfdClient {
  readonly #options: ConfdClientOptions;
  readonly #pending = new Map<string, Pending>();
  readonly #sockets = new Map<Family, Socket>();

  constructor(options: ConfdClientOptions) {
    this.#options = options;
  }

  /** The best answer to a question; throws ConfdNoReply when nobody answers in time. */
  async ask(name: ConfdRequestName, query: unknown = null, how: ConfdAsk = {}): Promise<ConfdReplyMessage> {
    const { peers: known, key, coverage, expected, timeoutMs, settleMs } = { ...this.#options, ...how };
    const peers = pickPeers(known, coverage ?? CONFD_DEFAULT_REQ_COVERAGE);
    const wait = timeoutMs ?? CONFD_CLIENT_EXPIRE_TIMEOUT * 1000;
    const rsalt = randomUUID();
    const request = { protocol: CONFD_PROTOCOL_VERSION, type: CONFD_REQUESTS[name].id, query, rsalt };
    const salt = String(Math.floor(Date.now() / 1000));
    const packet = packMessage(key, salt, asciiJson(JSON.stringify(request)));
    const count = Math.min(expected ?? neededReplies(peers.length), peers.length);
    const pending = new Pending(name, peers, count, settleMs ?? 500, peers.length === 0 ? 0 : wait);
    this.#pending.set(rsalt, pending);
    const send = (): void => {
      for (const peer of peers) if (!pending.answeredBy(peer)) this.#send(packet, peer, pending);
    };
    const resend = setInterval(send, RESEND_MS);
    try {
      send();
      return await pending.done;
    } finally {
      clearInterval(resend);
      this.#pending.delete(rsalt);
    }
  }

  /** Gives up what is under way and frees the sockets. */
  close(): void {
    for (const pending of this.#pending.values()) pending.abort(new Error('the client was closed'));
    for (const socket of this.#sockets.values()) socket.close();
    this.#sockets.clear();
  }

  #send(packet: Buffer, peer: string, pending: Pending): void {
    const socket = this.#socket(isIPv6(peer) ? 'udp6' : 'udp4');
    socket.send(packet, this.#options.port ?? DEFAULT_CONFD_PORT, peer, (error) => {
      if (error) pending.sendFailed(error);
    });
  }

  #socket(type: Family): Socket {
    const open = this.#sockets.get(type);
    if (open) return open;
    const socket = createSocket(type);
    socket.on('message', (packet: Buffer, { address }) => {
      this.#receive(packet, address);
    });
    socket.on('error', (error) => {
      // The next question opens another one.
      this.#sockets.delete(type);
      socket.close();
      for (const pending of this.#pending.values()) pending.sendFailed(error);
    });
    // An idle client does not keep its process alive; a question's timeout does.
    socket.unref();
    this.#sockets.set(type, socket);
    return socket;
  }

  #receive(packet: Buffer, from: string): void {
    const signed = unpackMessage(this.#options.key, packet);
    const pending = signed && this.#pending.get(signed.salt);
    const reply = pending && parseReply(signed.msg);
    if (reply) pending.receive(from, reply);
  }
}
