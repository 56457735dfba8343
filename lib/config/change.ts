import type { ConfigData } from '@gnt/objects';
import { bumpSerials, differencesOf, type Differences } from './bump.js';
import { runChange } from './draft.js';
import { configurationError } from './errors.js';
import { freezeDeep } from './freeze.js';
import { changeFaults } from './integrity.js';
import { COLLECTIONS, chunkOf, Successor, type ChunkedData, type ConfigState } from './state.js';

/** A change that was applied: the state after it, and what is different; undefined when nothing changed. */
export interface Changed<T> {
  readonly result: T;
  readonly after: { readonly state: ConfigState; readonly differences: Differences } | undefined;
}

/** Freezes what differs between two states; the rest is frozen. */
export function freezeChanged(data: ChunkedData, differences: Differences): void {
  freezeDeep(data.cluster);
  for (const name of COLLECTIONS) {
    const { added, removed, changed } = differences[name];
    if (added.length + removed.length + changed.length === 0) continue;
    Object.freeze(data[name]);
    for (const key of [...added, ...changed, ...removed]) freezeDeep(data[name][chunkOf(key)]);
  }
}

/**
 * Applies one synchronous change to a state: numbers are raised as the original does, what was touched is verified.
 * Throws ConfigurationError when it would break the configuration.
 */
export function changeState<T>(before: ConfigState, change: (draft: ConfigData) => T, now: number): Changed<T> {
  const { result, data, orders } = runChange(before, change);
  if (data === undefined) return { result, after: undefined };
  const successor = new Successor(before, data);
  bumpSerials(before, successor, differencesOf(before.data, data), now);
  // Numbers may have been raised in objects that the change did not touch.
  const differences = differencesOf(before.data, successor.data);
  freezeChanged(successor.data, differences);
  const state = before.next(successor.data, orders);
  const faults = [...changeFaults(before, state, differences)];
  if (faults.length > 0) throw configurationError(`The change would break the configuration: ${faults.join('; ')}`);
  return { result, after: { state, differences } };
}
