/** This node is not the master: what only the master does is left to it. */
export class NotMaster extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotMaster';
  }
}

/** What went wrong, in words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
