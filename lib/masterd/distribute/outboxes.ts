/** Nodes that are sent to at a time. */
const FAN_OUT = 64;

/** Sends one thing to a node; tells whether the node answered at all. Must not throw. */
export type Send = () => Promise<boolean>;

interface Outbox {
  /** By key, only the newest. */
  readonly newest: Map<string, { send: Send; readonly done: (() => void)[] }>;
  /** In the order in which they came, after what is newest. */
  readonly inOrder: { readonly send: Send; readonly done: () => void }[];
  busy: Promise<void> | undefined;
  /** It did not answer the last time: nobody waits for it until it does. */
  silent: boolean;
}

/**
 * What each node is still to be sent. A node gets one thing after the other, so nothing old overtakes something new;
 * callers wait for nodes that answer, and not for those that did not the last time.
 */
export class Outboxes {
  readonly #boxes = new Map<string, Outbox>();
  readonly #turns: (() => void)[] = [];
  #sending = 0;

  /** Sends, unless something newer of the same key is handed in before its turn. */
  newest(node: string, key: string, send: Send): Promise<void> {
    const box = this.#box(node);
    return new Promise((resolve) => {
      const waiting = box.newest.get(key);
      if (waiting) {
        waiting.send = send;
        waiting.done.push(resolve);
      } else {
        box.newest.set(key, { send, done: [resolve] });
      }
      this.#start(box);
      if (box.silent) resolve();
    });
  }

  /** Sends after everything that was handed in before. */
  inOrder(node: string, send: Send): Promise<void> {
    const box = this.#box(node);
    return new Promise((resolve) => {
      box.inOrder.push({ send, done: resolve });
      this.#start(box);
      if (box.silent) resolve();
    });
  }

  /** Forgets nodes that are gone for good, once they have been sent what is under way. */
  keepOnly(nodes: ReadonlySet<string>): void {
    for (const [node, box] of this.#boxes) if (!nodes.has(node) && box.busy === undefined) this.#boxes.delete(node);
  }

  /** Resolves when nothing is under way any more. */
  async settle(): Promise<void> {
    await Promise.all([...this.#boxes.values()].flatMap((box) => box.busy ?? []));
  }

  #box(node: string): Outbox {
    let box = this.#boxes.get(node);
    if (!box) this.#boxes.set(node, (box = { newest: new Map(), inOrder: [], busy: undefined, silent: false }));
    return box;
  }

  #start(box: Outbox): void {
    box.busy ??= this.#drain(box).finally(() => {
      box.busy = undefined;
    });
  }

  async #drain(box: Outbox): Promise<void> {
    // Lets what is handed in during the same turn replace one another.
    await Promise.resolve();
    for (;;) {
      const batch = [...box.newest.values()];
      box.newest.clear();
      const next = batch.length > 0 ? undefined : box.inOrder.shift();
      if (batch.length === 0 && !next) return;
      await this.#turn();
      const answered = await Promise.all([...batch, ...(next ? [next] : [])].map(({ send }) => send()));
      this.#sending -= 1;
      this.#turns.shift()?.();
      box.silent = !answered.every(Boolean);
      for (const { done } of batch) for (const resolve of done) resolve();
      next?.done();
    }
  }

  async #turn(): Promise<void> {
    if (this.#sending >= FAN_OUT) {
      await new Promise<void>((resolve) => {
        this.#turns.push(resolve);
      });
    }
    this.#sending += 1;
  }
}
