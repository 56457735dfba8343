import {
  failName,
  fixed,
  NO_NODE,
  type ClusterData,
  type State,
  type TriedGroup,
  type TriedMove,
  type TriedPlace,
  type TriedTarget,
} from '@gnt/htools';
import { faultCounts, nodeName } from './records.js';

/** Names of the nodes of a place. */
function placeName(state: State, { primary, secondary }: { primary: number; secondary: number }): string {
  const nodes = secondary === NO_NODE ? [primary] : [primary, secondary];
  return nodes.map((n) => state.nodes[n]!.name).join(':');
}

const signed = (x: number): string => (x < 0 ? fixed(x, 8) : `+${fixed(x, 8)}`);

/** Places in the order in which they are told: the possible ones first, the best of them on top. */
function ranked(places: readonly TriedPlace[]): TriedPlace[] {
  return [...places].sort((a, b) => (a.score ?? Number.POSITIVE_INFINITY) - (b.score ?? Number.POSITIVE_INFINITY));
}

/** What was tried for a new instance, a line for each place. */
export function placeLines(data: ClusterData, state: State, groups: readonly TriedGroup[]): string[] {
  return groups.flatMap(({ group, refused, leftOut, places }) => {
    const { name, allocPolicy } = data.groups[group]!;
    return [
      `Group ${name} (${allocPolicy})${refused === undefined ? '' : `: ${refused}`}`,
      ...leftOut.map(({ node, why }) => `  ${state.nodes[node]!.name}: ${why}`),
      ...ranked(places).map((place) => {
        const what =
          place.score === undefined || place.change === undefined
            ? failName(place.fault)
            : `score ${fixed(place.score, 8)} (${signed(place.change)})`;
        return `  ${placeName(state, place)}: ${what}`;
      }),
    ];
  });
}

/** What was tried for an instance that has to leave, a line for each node. */
export function targetLines(state: State, targets: readonly TriedTarget[]): string[] {
  return targets.map(({ node, leftOut, fault, score, change }) => {
    const scored =
      score === undefined || change === undefined ? failName(fault) : `score ${fixed(score, 8)} (${signed(change)})`;
    return `  ${state.nodes[node]!.name}: ${leftOut ?? scored}`;
  });
}

/** A move that was possible, as a line. */
export function triedMoveLine(state: State, tried: TriedMove, now: number): string {
  const { name } = state.instances[tried.instance]!;
  return `${name} to ${placeName(state, tried)}: score ${fixed(tried.score, 8)} (${signed(tried.score - now)})`;
}

/** The same as a record. */
export function triedMoveRecord(state: State, tried: TriedMove, now: number): Record<string, unknown> {
  return {
    instance: state.instances[tried.instance]!.name,
    primary: nodeName(state, tried.primary),
    secondary: nodeName(state, tried.secondary),
    score: tried.score,
    change: tried.score - now,
  };
}

/** How often each rule stood in the way, in words. */
export function faultLine(counts: readonly (readonly [number, number])[]): string {
  const words = Object.entries(faultCounts(counts)).map(([name, count]) => `${name}: ${String(count)}`);
  return words.length === 0 ? 'none' : words.join(', ');
}
