import type { ClusterData, Group } from '../model/cluster.js';
import * as C from '../model/columns.js';
import { NO_NODE } from '../model/instance.js';
import { allInstances, allNodes } from '../model/groups.js';
import type { State } from '../model/state.js';
import { decimal, fixed } from '../format/number.js';
import { writePolicy } from './policy.js';

function writeGroup(group: Group): string {
  return [group.name, group.uuid, group.allocPolicy, group.tags.join(','), group.networks.join(',')].join('|');
}

function writeNode(data: ClusterData, state: State, n: number): string {
  const node = data.nodes[n]!;
  const o = state.row(n);
  const other = node.isMaster ? 'M' : 'N';
  return [
    node.name,
    fixed(node.totalMem, 0),
    node.nodeMem,
    node.freeMem,
    fixed(node.totalDisk, 0),
    state.rows[o + C.FREE_DISK]!,
    fixed(node.totalCpus, 0),
    node.offline ? 'Y' : other,
    data.groups[node.group]!.uuid,
    node.totalSpindles,
    node.tags.join(','),
    node.exclusiveStorage ? 'Y' : 'N',
    state.rows[o + C.FREE_SPINDLES]!,
    node.nodeCpus,
    decimal(node.cpuSpeed),
  ].join('|');
}

function writeInstance(data: ClusterData, state: State, i: number): string {
  const inst = state.instances[i]!;
  const secondary = state.secondary[i]!;
  return [
    inst.name,
    inst.mem,
    inst.disk,
    inst.vcpus,
    inst.status,
    inst.autoBalance ? 'Y' : 'N',
    data.nodes[state.primary[i]!]!.name,
    secondary === NO_NODE ? '' : data.nodes[secondary]!.name,
    inst.diskTemplate,
    inst.tags.join(','),
    inst.spindleUse,
    inst.totalSpindles ?? '-',
    inst.forthcoming ? 'Y' : 'N',
  ].join('|');
}

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');

/** Writes a cluster with a state in the text format that readCluster reads; nodes and instances are those given, in their order. */
export function writeCluster(
  data: ClusterData,
  state: State,
  instances: readonly number[] = allInstances(state),
  nodes: readonly number[] = allNodes(state),
): string {
  const policies = [writePolicy('', data.policy), ...data.groups.map((g) => writePolicy(g.name, g.policy))];
  return [
    lines(data.groups.map(writeGroup)),
    lines(nodes.map((n) => writeNode(data, state, n))),
    lines(instances.map((i) => writeInstance(data, state, i))),
    lines(data.tags),
    lines(policies),
  ].join('\n');
}
