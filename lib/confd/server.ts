import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Clock } from '../common/clock.js';
import { explainListenError } from '../common/listen.js';
import type { Logger } from '../common/log.js';
import type { Refusal } from './request.js';
import type { Responder } from './responder.js';

/** Bytes of answers that may wait for the network; more are dropped, as the network would. */
const MAX_UNSENT = 4 * 1024 * 1024;
/** How often dropped packets are told. */
const REPORT_MS = 60_000;

export interface ConfdServerOptions {
  readonly address: string;
  readonly port: number;
  readonly responder: Responder;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Counts packets that got no answer and tells of them once a minute: logging each would let anybody fill the disk. */
class Dropped {
  readonly #counts = new Map<string, number>();
  readonly #clock: Clock;
  readonly #log: Logger;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, log: Logger) {
    this.#clock = clock;
    this.#log = log;
  }

  count(why: Refusal | 'busy' | 'unanswerable'): void {
    this.#counts.set(why, (this.#counts.get(why) ?? 0) + 1);
    this.#cancel ??= this.#clock.after(REPORT_MS, () => {
      this.flush();
    });
  }

  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#counts.size > 0) this.#log.info({ packets: Object.fromEntries(this.#counts) }, 'packets without answer');
    this.#counts.clear();
  }
}

/** Answers datagrams until it is closed. */
export class ConfdServer {
  readonly #socket: Socket;
  readonly #dropped: Dropped;
  readonly port: number;

  private constructor(socket: Socket, dropped: Dropped) {
    this.#socket = socket;
    this.#dropped = dropped;
    this.port = socket.address().port;
  }

  static async start({ address, port, responder, clock, log }: ConfdServerOptions): Promise<ConfdServer> {
    const type = isIPv6(address) ? 'udp6' : 'udp4';
    const family = type === 'udp6' ? 6 : 4;
    const socket = createSocket({
      type,
      // Answers go to the address a packet came from: there is no name to resolve.
      lookup: (host, _options, done) => {
        done(null, host, family);
      },
    });
    const dropped = new Dropped(clock, log);
    const answered = (packet: Buffer): Buffer | Refusal | 'unanswerable' => {
      try {
        return responder.respond(packet);
      } catch (err) {
        // A configuration may lack what a question is about; the others must go on being answered.
        log.debug({ err }, 'a question could not be answered');
        return 'unanswerable';
      }
    };
    socket.on('message', (packet: Buffer, from: RemoteInfo) => {
      const reply = answered(packet);
      if (typeof reply === 'string') dropped.count(reply);
      else if (socket.getSendQueueSize() > MAX_UNSENT) dropped.count('busy');
      else socket.send(reply, from.port, from.address, (err) => err && log.debug({ err }, 'answer not sent'));
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('error', (e) => {
        socket.close();
        reject(explainListenError(e, address, port, 'UDP'));
      });
      socket.bind(port, address, resolve);
    });
    socket.removeAllListeners('error');
    socket.on('error', (err) => log.error({ err }, 'socket error'));
    return new ConfdServer(socket, dropped);
  }

  async close(): Promise<void> {
    this.#dropped.flush();
    await new Promise<void>((resolve) => this.#socket.close(resolve));
  }
}
