import { runAllocator, type AllocatorOptions } from '@gnt/htools';
import type { WorkerThread } from '../../common/worker-thread.js';

/** A request to hail: the document's text, and how to go about it. */
export interface HailQuestion {
  readonly text: string;
  readonly options: AllocatorOptions;
}

/** hail without a process of its own. */
export interface Hail {
  /** What the program hail would print for the request. */
  answer(question: HailQuestion): Promise<string>;
  close(): Promise<void>;
}

/** Answers as the program does, at once: a large cluster takes seconds. */
export function hailOutput({ text, options }: HailQuestion): string {
  const { success, info, result } = runAllocator(text, options);
  return `${JSON.stringify({ success, info, result })}\n`;
}

/** hail in this thread: for tests and simulations, whose clusters are small. */
export const directHail: Hail = {
  answer: async (question) => hailOutput(question),
  close: async () => undefined,
};

/** hail in a thread of its own, so that a placement in a large cluster does not hold up the daemon. */
export function threadedHail(thread: WorkerThread<HailQuestion, string>): Hail {
  return {
    answer: (question) => thread.ask(question),
    close: () => thread.close(),
  };
}
