import { parentPort, Worker } from 'node:worker_threads';
import { deferred, type Deferred } from './deferred.js';

interface Asked<Q> {
  readonly id: number;
  readonly question: Q;
}
type Told<A> = { readonly id: number; readonly answer: A } | { readonly id: number; readonly fault: string };

/**
 * Questions to a thread of this process, which answers them one after the other while the event loop here goes on.
 * The thread starts with the first question and stays; it does not keep the process alive when it has nothing to do.
 * One that breaks down fails what it was asked, and the next question starts another.
 */
export class WorkerThread<Q, A> {
  readonly #program: URL;
  readonly #open = new Map<number, Deferred<A>>();
  #worker: Worker | undefined;
  #last = 0;

  /** `program` is a compiled file that calls `answerQuestions`. */
  constructor(program: URL) {
    this.#program = program;
  }

  /** Asks; rejects with what the thread threw, or when it ends without an answer. */
  ask(question: Q): Promise<A> {
    this.#worker ??= this.#start();
    this.#last += 1;
    const id = this.#last;
    const wait = deferred<A>();
    this.#open.set(id, wait);
    this.#worker.ref();
    this.#worker.postMessage({ id, question } satisfies Asked<Q>);
    return wait.promise;
  }

  /** Ends the thread; questions that are open are rejected. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
    this.#failAll(new Error('The thread was ended'));
  }

  #start(): Worker {
    const worker = new Worker(this.#program);
    worker.on('message', (told: Told<A>) => {
      const wait = this.#open.get(told.id);
      this.#open.delete(told.id);
      if (this.#open.size === 0) worker.unref();
      if ('fault' in told) wait?.reject(new Error(told.fault));
      else wait?.resolve(told.answer);
    });
    const ended = (error: Error): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#failAll(error);
    };
    worker.on('error', (error) => {
      ended(error instanceof Error ? error : new Error(String(error)));
    });
    worker.on('exit', (code) => {
      ended(new Error(`The thread ended with code ${code}`));
    });
    return worker;
  }

  #failAll(error: Error): void {
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const wait of open) wait.reject(error);
  }
}

/** The thread's side of a WorkerThread: answers whatever is asked. Throws outside of a thread. */
export function answerQuestions(answer: (question: never) => unknown): void {
  const port = parentPort;
  if (!port) throw new Error('This program is run as a thread of a daemon, not by itself');
  port.on('message', ({ id, question }: Asked<never>) => {
    let told: Told<unknown>;
    try {
      told = { id, answer: answer(question) };
    } catch (error) {
      told = { id, fault: error instanceof Error ? error.message : String(error) };
    }
    port.postMessage(told);
  });
}
