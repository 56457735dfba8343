import { compress, type RpcArgs, type RpcCall, type RpcPayload } from '@gnt/protocol';
import {
  wholeParts,
  type AppendRequest,
  type FollowerAnswer,
  type FollowerCalls,
  type Position,
  type WholeState,
} from '../../journal/index.js';
import type { RpcRunner } from '../../rpc/interface.js';

/** A candidate that does not answer within this many seconds is left behind; it is caught up when it does. */
const SECONDS = 5;
/** For a part of the whole state, and for the files to be written after the last one. */
const WHOLE_SECONDS = 120;

type JournalCall = Extract<RpcCall, 'journal_state' | 'journal_append' | 'journal_replace'>;

/** The candidates' journals by node calls. */
export class RpcFollowers implements FollowerCalls {
  readonly #rpc: RpcRunner;

  constructor(rpc: RpcRunner) {
    this.#rpc = rpc;
  }

  state(node: string): Promise<FollowerAnswer> {
    return this.#call(node, 'journal_state', {}, SECONDS);
  }

  append(node: string, { epoch, after, lines }: AppendRequest): Promise<FollowerAnswer> {
    return this.#call(node, 'journal_append', { epoch, after: [after.epoch, after.seq], lines }, SECONDS);
  }

  async replace(node: string, epoch: number, common: Position, whole: WholeState): Promise<FollowerAnswer> {
    const parts = wholeParts(whole);
    let answer: FollowerAnswer = { kind: 'silent', reason: 'nothing was sent' };
    for (const [part, content] of parts.entries()) {
      const args: RpcArgs<'journal_replace'> = {
        epoch,
        common: [common.epoch, common.seq],
        part,
        parts: parts.length,
        content: compress(content),
      };
      answer = await this.#call(node, 'journal_replace', args, WHOLE_SECONDS);
      if (answer.kind !== 'answer' || !answer.accepted) return answer;
    }
    return answer;
  }

  async #call<C extends JournalCall>(
    node: string,
    call: C,
    args: RpcArgs<C>,
    timeout: number,
  ): Promise<FollowerAnswer> {
    const result = await this.#rpc.tryOne(node, call, args, { timeout });
    if (!result.ok) {
      const foreign = result.kind === 'remote' && result.status === 404;
      return foreign ? { kind: 'foreign' } : { kind: 'silent', reason: result.error };
    }
    const { position, promised, accepted, reason } = result.payload as RpcPayload<'journal_state'>;
    return { kind: 'answer', position: { epoch: position[0], seq: position[1] }, promised, accepted, reason };
  }
}
