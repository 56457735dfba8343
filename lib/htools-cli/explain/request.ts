import {
  explainLeaving,
  explainPlacing,
  requiredNodes,
  usesLostAllocations,
  type AllocatorRequest,
  type AllocOptions,
  type Wanted,
} from '@gnt/htools';
import { placeLines, targetLines } from '../output/explanations.js';

/**
 * What an allocator has to choose from, in lines: for each place the rule that excludes it, or the score with its
 * change. All instances of a request are looked at in the cluster as it is before the first of them moves.
 */
export function requestLines(request: AllocatorRequest, options: AllocOptions): string[] {
  const { cluster, task } = request;
  const { data, state } = cluster;
  const placing = (wanted: Wanted, only: readonly string[] | undefined): string[] => [
    `Places for ${wanted.instance.name}:`,
    ...placeLines(data, state, explainPlacing(data, state, wanted, { ...options, restrictToNodes: only })),
  ];
  const leaving = (i: number): string[] => {
    const inst = state.instances[i]!;
    const what = inst.mirroring === 'internal' ? 'secondary' : 'primary';
    if (inst.mirroring === 'none') return [`${inst.name} cannot leave its node: its disks are there only`];
    return [
      `Nodes for ${inst.name}, as ${what}:`,
      ...targetLines(state, explainLeaving(state, i, options.ignoreSoftErrors)),
    ];
  };
  switch (task.type) {
    case 'allocate': {
      const note = usesLostAllocations(request)
        ? ['The cluster is dedicated: lost allocations decide, not scores.']
        : [];
      return [...note, ...placing(task.wanted, options.restrictToNodes ?? task.restrictTo)];
    }
    case 'multi-allocate':
      return task.wanted.flatMap((wanted) => placing(wanted, options.restrictToNodes));
    case 'relocate':
      return leaving(task.instance);
    case 'allocate-secondary':
      return ['The choice of a secondary for an instance that has none is told by the answer alone'];
    case 'node-evacuate':
      return task.instances.flatMap(leaving);
    case 'change-group':
      if (task.targets.length === 0) return ['There is no group to go to'];
      return task.instances.flatMap((i) =>
        task.targets.flatMap((group) => {
          const instance = state.instances[i]!;
          const nodes = requiredNodes(instance.diskTemplate);
          return placing({ instance, nodes, group: data.groups[group]!.name }, options.restrictToNodes);
        }),
      );
  }
}
