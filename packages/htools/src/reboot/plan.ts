import type { Layout } from './layout.js';

/** Nodes that can be down together, and where instances are then. */
export interface RebootGroup {
  readonly nodes: readonly number[];
  readonly layout: Layout;
}

/** What must leave a node, and how one of it is moved to a node. */
interface Clearing {
  readonly leaving: (layout: Layout, n: number) => readonly number[];
  readonly move: (layout: Layout, i: number, to: number) => boolean;
}

const NON_REDUNDANT: Clearing = {
  leaving: (layout, n) => layout.nonRedundant(n),
  move: (layout, i, to) => layout.move(i, to),
};
const SECONDARIES: Clearing = {
  leaving: (layout, n) => layout.secondariesOf(n),
  move: (layout, i, to) => layout.replaceSecondary(i, to),
};

/** Clears one node after the other as far as the others, which are not cleared themselves, have room. */
function clear(by: Clearing, nodes: readonly number[], targets: readonly number[], start: Layout): RebootGroup {
  let layout = start;
  let left = targets;
  const cleared: number[] = [];
  for (const n of nodes) {
    const others = left.filter((t) => t !== n);
    const group = layout.groupOf(n);
    const near = others.filter((t) => layout.groupOf(t) === group);
    const tried = layout.clone();
    if (!by.leaving(tried, n).every((i) => near.some((t) => by.move(tried, i, t)))) continue;
    layout = tried;
    left = others;
    cleared.push(n);
  }
  return { nodes: cleared, layout };
}

function split(by: Clearing, { nodes, layout }: RebootGroup, targets: readonly number[]): RebootGroup[] | undefined {
  const found: RebootGroup[] = [];
  let left = nodes;
  while (left.length > 0) {
    const group = clear(by, left, targets, layout);
    if (group.nodes.length === 0) return undefined;
    found.push(group);
    left = left.filter((n) => !group.nodes.includes(n));
  }
  return found;
}

function splitAll(by: Clearing, groups: readonly RebootGroup[], targets: readonly number[]): RebootGroup[] | undefined {
  const all: RebootGroup[] = [];
  for (const group of groups) {
    const parts = split(by, group, targets);
    if (!parts) return undefined;
    all.push(...parts);
  }
  return all;
}

/** Splits groups so that the instances without a secondary find room on other nodes; undefined when they do not. */
export function clearNonRedundant(
  groups: readonly RebootGroup[],
  targets: readonly number[],
): RebootGroup[] | undefined {
  return splitAll(NON_REDUNDANT, groups, targets);
}

/** Splits groups so that secondaries find room on other nodes; undefined when they do not. */
export function clearSecondaries(
  groups: readonly RebootGroup[],
  targets: readonly number[],
): RebootGroup[] | undefined {
  return splitAll(SECONDARIES, groups, targets);
}

/** Migrates instances with a secondary off the nodes of each group; undefined when one cannot. */
export function migrateOff(groups: readonly RebootGroup[]): RebootGroup[] | undefined {
  const moved: RebootGroup[] = [];
  for (const { nodes, layout } of groups) {
    const after = layout.clone();
    const instances = nodes.flatMap((n) => layout.redundant(n));
    if (!instances.every((i) => after.migrate(i))) return undefined;
    moved.push({ nodes, layout: after });
  }
  return moved;
}

/** Instances that are elsewhere now, by index; one that only swapped its nodes has not moved. */
export function movedInstances({ layout }: RebootGroup): number[] {
  const { state, primary, secondary } = layout;
  return [...state.instances.keys()].filter((i) => {
    const [p, s] = [state.primary[i]!, state.secondary[i]!];
    const moved = p !== primary[i] || (state.instances[i]!.hasSecondary && s !== secondary[i]);
    return moved && !(primary[i] === s && secondary[i] === p);
  });
}
