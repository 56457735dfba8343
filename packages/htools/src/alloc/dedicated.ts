import { DT_PLAIN, INSTST_RUNNING, ALLOC_POLICY_UNALLOCABLE } from '@gnt/constants';
import { Trial } from '../balance/trial.js';
import type { ClusterData } from '../model/cluster.js';
import * as C from '../model/columns.js';
import { HtoolsError } from '../model/error.js';
import { allNodes } from '../model/groups.js';
import { Instance, NO_NODE } from '../model/instance.js';
import type { IPolicy } from '../model/policy.js';
import { policyFaults } from '../model/policy-faults.js';
import { primaryFault, putPrimary } from '../model/row.js';
import type { State } from '../model/state.js';
import { checkNetworks } from './groups.js';
import type { AllocOptions } from './options.js';
import { annotate, Candidates, describeForGroup, type Solution, sumSolutions } from './solution.js';
import { allocTargets } from './targets.js';

/** On a dedicated cluster a place is judged by how many instances of each of the policy's sizes it costs, then by disk. */
export interface LostAllocations {
  readonly lost: readonly number[];
  readonly disk: number;
}

/** Order of such judgements. */
export function byLost(a: LostAllocations, b: LostAllocations): number {
  for (const [i, x] of a.lost.entries()) {
    const y = b.lost[i];
    if (y === undefined) return 1;
    if (x !== y) return x - y;
  }
  return a.lost.length - b.lost.length || a.disk - b.disk;
}

const show = ({ lost, disk }: LostAllocations): string => `([${lost.join(',')}],${String(disk)})`;

/** Whether storage is exclusive on all nodes that instances may be placed on. */
export function isDedicated(data: ClusterData, groupName: string | undefined): boolean {
  return data.nodes.every((node) => {
    const group = data.groups[node.group]!;
    const counts = groupName === undefined ? group.allocPolicy !== ALLOC_POLICY_UNALLOCABLE : group.name === groupName;
    return node.exclusiveStorage || !counts;
  });
}

function smallest(policy: IPolicy): Instance[] {
  const specs = policy.minmax.map(({ min }) => min).sort((a, b) => b['disk-size'] - a['disk-size']);
  return specs.map(
    (min) =>
      new Instance({
        name: 'smallest',
        mem: min['memory-size'],
        disk: min['disk-size'],
        disks: [],
        vcpus: min['cpu-count'],
        status: INSTST_RUNNING,
        tags: [],
        autoBalance: false,
        diskTemplate: DT_PLAIN,
        spindleUse: min['spindle-use'],
        nics: [],
        forthcoming: false,
      }),
  );
}

/** How many more of each size a row takes. */
function capacityOf(sizes: readonly Instance[], rows: Float64Array, o: number): number[] {
  return sizes.map((inst) => {
    const row = rows.slice(o, o + C.ROW);
    let count = 0;
    for (; primaryFault(row, 0, inst, false, false) === 0; count += 1) putPrimary(row, 0, inst, 0, 0);
    return count;
  });
}

function judge(state: State, sizes: readonly Instance[], { change }: Trial): LostAllocations {
  const lost = sizes.map(() => 0);
  let disk = 0;
  for (let c = 0; c < change.count; c += 1) {
    const before = capacityOf(sizes, state.rows, state.row(change.nodes[c]!));
    const after = capacityOf(sizes, change.rows, change.offsets[c]!);
    for (const k of lost.keys()) lost[k]! += before[k]! - after[k]!;
    disk += change.rows[change.offsets[c]! + C.FREE_DISK]!;
  }
  return { lost, disk };
}

/** Finds the place for instance `i` in a group that costs the least; the state stays. */
export function findDedicated(
  data: ClusterData,
  state: State,
  group: number,
  i: number,
  count: number,
  options: AllocOptions,
): { readonly solution: Solution<LostAllocations>; readonly log: string[] } {
  checkNetworks(data.groups[group]!, state.instances[i]!);
  const nodes = allNodes(state).filter((n) => state.nodes[n]!.group === group);
  const targets = allocTargets(state, nodes, count, options.restrictToNodes);
  const trial = new Trial(state);
  const policy = policyFaults(state, state.instances[i]!);
  const attempt = (candidates: Candidates<LostAllocations>, primary: number, secondary: number): void => {
    const fault = policy(primary) || trial.tryPlacing(i, primary, secondary, options.ignoreSoftErrors);
    if (fault !== 0) candidates.fail(fault);
    else candidates.add({ primary, secondary, metric: judge(state, smallest(state.nodes[primary]!.policy), trial) });
  };
  const search = (primaries: readonly number[], secondaries: readonly number[]): Solution<LostAllocations> => {
    const candidates = new Candidates<LostAllocations>();
    for (const p of primaries) for (const s of secondaries) attempt(candidates, p, s);
    return candidates.choose(byLost);
  };
  if (targets.kind === 'pair' && targets.pairs.length === 0) throw new HtoolsError('Not enough online nodes');
  if (targets.kind === 'single' && targets.nodes.length === 0) throw new HtoolsError('No online nodes');
  const solution =
    targets.kind === 'single'
      ? search(targets.nodes, [NO_NODE])
      : sumSolutions(
          targets.pairs.map(([p, others]) => search([p], others)),
          byLost,
        );
  annotate(state, solution, show);
  return { solution, log: describeForGroup(data.groups[group]!, solution) };
}
