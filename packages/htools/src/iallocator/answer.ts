import { HtoolsError } from '../model/error.js';

/** What an allocator answers. */
export interface AllocatorResponse {
  readonly success: boolean;
  readonly info: string;
  readonly result: unknown;
}

/** A result and the words about it. */
export interface Answer {
  readonly info: string;
  readonly result: unknown;
}

/** Runs a search for an answer; an HtoolsError is the answer that there is none. */
export function respond(search: () => Answer): AllocatorResponse {
  try {
    const { info, result } = search();
    return { success: true, info: `Request successful: ${info}`, result };
  } catch (error) {
    if (!(error instanceof HtoolsError)) throw error;
    return { success: false, info: `Request failed: ${error.message}`, result: [] };
  }
}
