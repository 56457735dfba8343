import {
  DEFAULT_ALLOC_OPTIONS,
  explainPlacing,
  failName,
  instanceOfSize,
  requiredNodes,
  type AllocationOptions,
  type Cluster,
  type Size,
  type State,
  type TriedGroup,
} from '@gnt/htools';

/** A node and what keeps a further instance from it. */
export interface NodeRoom {
  readonly node: string;
  readonly why: string;
}

/** The commonest of the rules that keep an instance from places with a node as primary. */
function whyNot(node: number, { places, leftOut, refused }: TriedGroup): string {
  if (refused !== undefined) return `its group ${refused}`;
  const out = leftOut.find((left) => left.node === node);
  if (out) return out.why;
  const counts = new Map<string, number>();
  for (const { primary, fault } of places) {
    if (primary === node) counts.set(failName(fault), (counts.get(failName(fault)) ?? 0) + 1);
  }
  const [first] = [...counts].sort(([, a], [, b]) => b - a);
  return first ? first[0] : 'no other node in its group';
}

/** Why a further instance of a size fits on none of the nodes of a cluster that was filled. */
export function roomLeft(
  { data }: Cluster,
  state: State,
  size: Size,
  diskTemplate: string,
  spindleUse: number,
  { capacity, acceptExisting, ignoreGroups }: AllocationOptions,
): NodeRoom[] {
  const instance = instanceOfSize(size, diskTemplate, spindleUse);
  const wanted = { instance, nodes: requiredNodes(diskTemplate) === 2 ? 2 : 1, group: undefined };
  const options = { ...DEFAULT_ALLOC_OPTIONS, capacity, acceptExisting, ignoreGroups };
  const groups = explainPlacing(data, state, wanted, options);
  return state.nodes.map((node, n) => {
    const group = groups.find((g) => g.group === node.group);
    return { node: node.name, why: group ? whyNot(n, group) : 'in no group' };
  });
}
