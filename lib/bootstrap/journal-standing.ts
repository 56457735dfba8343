import type { RpcPayload } from '@gnt/protocol';
import { compress, decompress } from '@gnt/protocol';
import { comparePositions, positionText, type Position } from '../journal/index.js';
import type { RpcRunner } from '../rpc/interface.js';

/** Seconds that a candidate gets to tell where its journal stands. */
const SECONDS = 10;
/** Largest part of a whole state, unpacked. */
const MAX_PART_BYTES = 128 * 1024 * 1024;

/** How the journal of a candidate stands; `error` instead when it did not tell. */
export interface CandidateStanding {
  readonly node: string;
  readonly position: Position | undefined;
  /** Masters of lower epochs are refused there. */
  readonly promised: number;
  readonly error: string;
}

function standingOf(
  node: string,
  answer: { ok: true; payload: RpcPayload<'journal_state'> } | { ok: false; error: string },
): CandidateStanding {
  if (!answer.ok) return { node, position: undefined, promised: 0, error: answer.error };
  const { position, promised, accepted, reason } = answer.payload;
  if (!accepted) return { node, position: undefined, promised, error: reason };
  return { node, position: { epoch: position[0], seq: position[1] }, promised, error: '' };
}

/** Asks candidates where their journals stand. */
export async function journalStandings(rpc: RpcRunner, nodes: readonly string[]): Promise<CandidateStanding[]> {
  const answers = await rpc.many(nodes, 'journal_state', {}, { timeout: SECONDS });
  return [...answers].map(([node, answer]) => standingOf(node, answer));
}

/** Has candidates promise an epoch to a node, and refuse masters of lower ones; their answers say how far each journal reaches for good. */
export async function promiseEpoch(
  rpc: RpcRunner,
  nodes: readonly string[],
  epoch: number,
  master: string,
): Promise<CandidateStanding[]> {
  const answers = await rpc.many(nodes, 'journal_promise', { epoch, master }, { timeout: 6 * SECONDS });
  return [...answers].map(([node, answer]) => standingOf(node, answer));
}

/** The candidate whose journal reaches furthest; of two alike, `self`. */
export function furthest(standings: readonly CandidateStanding[], self: string): CandidateStanding | undefined {
  let best: CandidateStanding | undefined;
  for (const one of standings) {
    if (!one.position) continue;
    const order = best?.position ? comparePositions(one.position, best.position) : 1;
    if (order > 0 || (order === 0 && one.node === self)) best = one;
  }
  return best;
}

/** Brings the whole state of one candidate to another; `common` is the last record that both have. */
export async function copyWhole(
  rpc: RpcRunner,
  { from, to, epoch, common }: { from: string; to: string; epoch: number; common: Position },
): Promise<void> {
  for (let part = 0, parts = 1; part < parts; part += 1) {
    const got = await rpc.one(from, 'journal_fetch', { part });
    parts = got.parts;
    const content = compress(decompress(got.content, MAX_PART_BYTES));
    const answer = await rpc.one(to, 'journal_replace', {
      epoch,
      common: [common.epoch, common.seq],
      part,
      parts,
      content,
    });
    if (!answer.accepted) throw new Error(`${to} does not take the state of ${from}: ${answer.reason}`);
  }
}

/** "node1: 3.1204", for messages. */
export function standingText({ node, position, error }: CandidateStanding): string {
  return `${node}: ${position ? positionText(position) : error}`;
}
