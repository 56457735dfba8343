import { evacuate } from '../evacuate/evacuate.js';
import { HtoolsError } from '../model/error.js';
import type { Cluster } from '../model/load.js';
import type { Answer } from './answer.js';

/** Answers a request to move one node of an instance; the state takes the move. */
export function relocate(
  { data, state }: Cluster,
  i: number,
  count: number,
  from: readonly number[],
  ignoreSoftErrors: boolean,
): Answer {
  if (count !== 1) throw new HtoolsError(`one node can be left at a time, not ${String(count)}`);
  const inst = state.instances[i]!;
  if (inst.mirroring === 'none') throw new HtoolsError("Can't relocate non-mirrored instances");
  const internal = inst.mirroring === 'internal';
  const leaving = internal ? state.secondary[i]! : state.primary[i]!;
  if (from.length !== 1 || from[0] !== leaving) {
    const shown = (n: number): string => String(n < 0 ? n : n + data.indexBase);
    throw new HtoolsError(
      "Unsupported request: excluded nodes not equal to instance's " +
        `${internal ? 'secondary' : 'primary'}(${shown(leaving)} versus [${from.map(shown).join(',')}])`,
    );
  }
  const { failed } = evacuate(state, internal ? 'secondary-only' : 'primary-only', [i], ignoreSoftErrors);
  const [failure] = failed;
  if (failure) throw new HtoolsError(failure.reason);
  const now = internal ? state.secondary[i]! : state.primary[i]!;
  return { info: 'success', result: [data.nodes[now]!.name] };
}
