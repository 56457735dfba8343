import { ht } from '@gnt/ht';
import { faultsOf } from '@gnt/ht/validate';
import { ganetiError } from '@gnt/protocol';
import type { WholeState } from './followers.js';

const whole = ht.record({
  position: ht.record({ epoch: ht.nonNegativeInt, seq: ht.nonNegativeInt }),
  epochs: ht.list(ht.tuple(ht.int, ht.int)),
  config: ht.string,
  jobs: ht.list(ht.tuple(ht.positiveInt, ht.string)),
  serial: ht.nonNegativeInt,
  drained: ht.bool,
  watcherPause: ht.maybe(ht.string),
});

/** Characters of a part; a whole state travels in several. */
const PART = 8 * 1024 * 1024;

/** The text of a whole state, in parts that fit into messages. */
export function wholeParts(state: WholeState): string[] {
  const text = JSON.stringify(state);
  const parts: string[] = [];
  for (let at = 0; at < text.length; at += PART) parts.push(text.slice(at, at + PART));
  return parts;
}

/** The whole state in a text; throws when it is none. */
export function parseWhole(text: string): WholeState {
  const value: unknown = JSON.parse(text);
  const [fault] = faultsOf(whole, value);
  if (fault) throw ganetiError('ParseError', [`This is no state of a cluster: ${fault.path} ${fault.message}`]);
  return value as WholeState;
}
