import { randomInt } from 'node:crypto';

/** `count` of the peers, any of them with the same chance; all when there are no more. */
export function pickPeers(
  peers: readonly string[],
  count: number,
  below: (limit: number) => number = (limit) => randomInt(limit),
): string[] {
  const rest = [...peers];
  const picked: string[] = [];
  while (picked.length < count && rest.length > 0) picked.push(...rest.splice(below(rest.length), 1));
  return picked;
}

/** How many answers out of `asked` peers are enough: all of two, all but one of four, else more than half. */
export function neededReplies(asked: number): number {
  if (asked < 3) return asked;
  return asked < 5 ? asked - 1 : Math.floor(asked / 2) + 1;
}
