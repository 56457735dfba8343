import { isRpcCall, rpcDefinition } from '@gnt/protocol';
import type { RpcTarget } from '../../lib/rpc/interface.js';
import { TransportError, type RawReply, type Transport } from '../../lib/rpc/transport.js';
import type { SeededRandom } from './random.js';
import type { SimProcess } from './process.js';
import type { SimTime } from './time.js';

/** A machine as the network sees it. */
export interface Host {
  readonly name: string;
  readonly address: string;
  /** Changes with each boot; undefined while the power is off. */
  readonly boot: number | undefined;
  /** Whether something listens. */
  readonly listening: boolean;
  /** Rejects when the daemon ends before it has answered. */
  answer(call: string, body: string): Promise<RawReply>;
}

const CONNECT_MS = 5000;
const RESEND_MS = 500;
/** How often a connection on which nothing moves is probed, and after how many probes without an answer it is given up. */
const PROBE_MS = 75_000;
const PROBES = 9;
/** So long a request may be on its way. */
const LATE_MS = 10_000;

/** Whether the runner sends it again when the connection breaks. */
function isRepeatable(call: string): boolean {
  return isRpcCall(call) && rpcDefinition(call).idempotent;
}

/** Connects the machines: messages take time, get lost, arrive twice where the caller asks again, or not at all. */
export class SimNetwork {
  readonly #time: SimTime;
  readonly #random: SeededRandom;
  readonly #hosts = new Map<string, Host>();
  /** Pairs "a b" of names that cannot reach one another. */
  readonly #cuts = new Set<string>();
  /** Share of the requests, and of the answers, that get lost on their way. */
  loss = 0;
  /** Share of the requests that may be sent again which arrive once more, later. */
  duplicates = 0;
  /** Longest time of a message, in milliseconds. */
  delay = 2;
  readonly #note: (line: string) => void;

  constructor(time: SimTime, random: SeededRandom, note: (line: string) => void) {
    this.#time = time;
    this.#random = random;
    this.#note = note;
  }

  add(host: Host): void {
    this.#hosts.set(host.address, host);
  }

  cut(a: string, b: string): void {
    this.#cuts.add(`${a} ${b}`);
    this.#cuts.add(`${b} ${a}`);
  }

  /** Cuts a machine off from all others. */
  isolate(name: string): void {
    for (const { name: other } of this.#hosts.values()) if (other !== name) this.cut(name, other);
  }

  /** All is as it should be again. */
  heal(): void {
    this.#cuts.clear();
    this.loss = 0;
    this.duplicates = 0;
    this.delay = 2;
  }

  /** Parts the machines: those of one side do not reach the others. */
  split(side: ReadonlySet<string>): void {
    const names = [...this.#hosts.values()].map(({ name }) => name);
    for (const a of names) for (const b of names) if (side.has(a) && !side.has(b)) this.cut(a, b);
  }

  /** Nothing is wrong with the network. */
  get calm(): boolean {
    return this.#cuts.size === 0 && this.loss === 0;
  }

  reaches(a: string, b: string): boolean {
    return !this.#cuts.has(`${a} ${b}`);
  }

  /** The way out of a process on a machine. */
  transport(from: string, process: SimProcess): Transport {
    return {
      post: (target, path, body, seconds, signal) => {
        if (!process.alive) return new Promise(() => undefined);
        return new Promise((resolve, reject) => {
          const end = this.#time.after(seconds * 1000, () => {
            fail(`no answer within ${seconds} seconds`, true);
          });
          const onAbort = (): void => {
            settle(() => {
              reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
            });
          };
          let over = false;
          const settle = (how: () => void): void => {
            if (over || !process.alive) return;
            over = true;
            end();
            signal?.removeEventListener('abort', onAbort);
            how();
          };
          const fail = (text: string, timedOut: boolean): void => {
            settle(() => {
              reject(new TransportError(`${target.name}: ${text}`, timedOut));
            });
          };
          signal?.addEventListener('abort', onAbort, { once: true });
          const answered = (reply: RawReply): void => {
            settle(() => {
              resolve(reply);
            });
          };
          const isOver = (): boolean => over || !process.alive;
          if (seconds * 1000 > PROBE_MS) this.#watch(from, target.address, isOver, fail);
          this.#send(from, target, path.slice(1), body, answered, fail, isOver);
        });
      },
      close: () => Promise.resolve(),
    };
  }

  #send(
    from: string,
    target: RpcTarget,
    call: string,
    body: string,
    answered: (reply: RawReply) => void,
    fail: (text: string, timedOut: boolean) => void,
    over: () => boolean,
  ): void {
    const host = this.#hosts.get(target.address);
    const boot = host?.boot;
    const later = (ms: number, act: () => void): void => {
      this.#time.after(ms, act);
    };
    if (!host || boot === undefined || !this.reaches(from, host.name)) {
      later(CONNECT_MS, () => {
        fail('no connection within 5 seconds; is the node up?', true);
      });
      return;
    }
    // A connection that is there outlives a short separation: what was sent arrives when the other side is back.
    const whenReached = (act: () => void): void => {
      if (over() || host.boot !== boot) return;
      if (this.reaches(from, host.name)) act();
      else
        later(RESEND_MS, () => {
          whenReached(act);
        });
    };
    later(this.#latency(), () => {
      if (host.boot !== boot || !host.listening) {
        fail('connection refused; is its node daemon running?', false);
        return;
      }
      whenReached(() => {
        const remote = from !== host.name;
        if (remote && this.#random.chance(this.loss)) {
          this.#note(`rpc ${from} > ${host.name} ${call} lost`);
          fail('the connection broke before the request was sent', false);
          return;
        }
        this.#note(`rpc ${from} > ${host.name} ${call} ${body.length}`);
        if (remote && isRepeatable(call) && this.#random.chance(this.duplicates)) this.#repeat(host, call, body);
        const closed = (): void => {
          later(this.#latency(), () => {
            whenReached(() => {
              fail('the node closed the connection without an answer; see its node-daemon.log', false);
            });
          });
        };
        void host.answer(call, body).then((reply) => {
          const lost = remote && this.#random.chance(this.loss);
          later(this.#latency(), () => {
            whenReached(() => {
              this.#note(`rpc ${from} < ${host.name} ${call} ${lost ? 'lost' : reply.status} ${reply.body.length}`);
              if (lost) fail('the node closed the connection without an answer; see its node-daemon.log', false);
              else answered(reply);
            });
          });
        }, closed);
      });
    });
  }

  /** Keeps probing a machine from which an answer is awaited: one that has booted since does not know the connection. */
  #watch(from: string, address: string, over: () => boolean, fail: (text: string, timedOut: boolean) => void): void {
    const host = this.#hosts.get(address);
    const boot = host?.boot;
    if (!host || boot === undefined) return;
    const probe = (missed: number): void => {
      this.#time.after(PROBE_MS, () => {
        if (over()) return;
        const reached = host.boot !== undefined && this.reaches(from, host.name);
        if (reached && host.boot !== boot) fail('the connection was reset', false);
        else if (!reached && missed + 1 === PROBES) fail('nothing was heard from it', true);
        else probe(reached ? 0 : missed + 1);
      });
    };
    probe(0);
  }

  /** A request that was thought lost arrives after all; nobody hears the answer. */
  #repeat(host: Host, call: string, body: string): void {
    const { boot } = host;
    this.#time.after(this.#random.between(0, LATE_MS), () => {
      if (host.boot !== boot || !host.listening) return;
      this.#note(`rpc > ${host.name} ${call} again`);
      host.answer(call, body).catch(() => undefined);
    });
  }

  #latency(): number {
    return this.#random.between(0.05, this.delay);
  }
}
