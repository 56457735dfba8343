import { CONFD_REPL_STATUS_OK } from '@gnt/constants';
import type { ConfdReplyMessage } from '@gnt/protocol';

/** Nobody answered in time. */
export class ConfdNoReply extends Error {
  constructor(what: string, peers: readonly string[], timeoutMs: number, cause?: unknown) {
    super(
      `${what}: no answer from ${peers.join(', ') || 'anybody: no candidate is known'} within ${String(timeoutMs / 1000)} s; check that ganeti-confd runs there`,
      { cause },
    );
    this.name = 'ConfdNoReply';
  }
}

/** Whether `a` tells more than `b`: a newer serial number, or an answer where the other is a refusal. */
function isBetter(a: ConfdReplyMessage, b: ConfdReplyMessage): boolean {
  if (a.serial !== b.serial) return a.serial > b.serial;
  return a.status === CONFD_REPL_STATUS_OK && b.status !== CONFD_REPL_STATUS_OK;
}

/** One question under way: keeps the best answer so far and knows when to wait no longer. */
export class Pending {
  readonly done: Promise<ConfdReplyMessage>;
  readonly #what: string;
  readonly #peers: readonly string[];
  readonly #expected: number;
  readonly #settleMs: number;
  readonly #timeoutMs: number;
  readonly #from = new Set<string>();
  readonly #timer: NodeJS.Timeout;
  #settle: NodeJS.Timeout | undefined;
  #best: ConfdReplyMessage | undefined;
  #sendError: unknown;
  #resolve: (reply: ConfdReplyMessage) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;

  /** Waits for `expected` answers; after the first one `settleMs` more at most, and `timeoutMs` in all. */
  constructor(what: string, peers: readonly string[], expected: number, settleMs: number, timeoutMs: number) {
    this.#what = what;
    this.#peers = peers;
    this.#expected = expected;
    this.#settleMs = settleMs;
    this.#timeoutMs = timeoutMs;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#timer = setTimeout(() => {
      this.#end();
    }, timeoutMs);
  }

  /** Takes an answer; a second one of the same sender does not count. */
  receive(from: string, reply: ConfdReplyMessage): void {
    if (this.#from.has(from)) return;
    this.#from.add(from);
    if (this.#best === undefined || isBetter(reply, this.#best)) this.#best = reply;
    if (this.#from.size >= this.#expected) this.#end();
    else
      this.#settle ??= setTimeout(() => {
        this.#end();
      }, this.#settleMs);
  }

  /** Whether a peer has answered. */
  answeredBy(peer: string): boolean {
    return this.#from.has(peer);
  }

  /** A peer that cannot even be sent to will not answer; it is told when nobody else does. */
  sendFailed(error: unknown): void {
    this.#sendError = error;
  }

  /** Gives up at once. */
  abort(error: Error): void {
    this.#clear();
    this.#reject(error);
  }

  #end(): void {
    this.#clear();
    if (this.#best) this.#resolve(this.#best);
    else this.#reject(new ConfdNoReply(this.#what, this.#peers, this.#timeoutMs, this.#sendError));
  }

  #clear(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#settle);
  }
}
