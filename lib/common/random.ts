import { randomBytes, randomUUID } from 'node:crypto';

/** Randomness as the engine sees it; handed in so that a simulation can replay it (decision 9). */
export interface Random {
  /** A random UUID, lower case. */
  uuid(): string;
  bytes(count: number): Buffer;
}

export const systemRandom: Random = { uuid: () => randomUUID(), bytes: (count) => randomBytes(count) };
