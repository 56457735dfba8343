import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  allInstances,
  allNodes,
  Balancer,
  completeMemory,
  DEFAULT_ALLOC_OPTIONS,
  DEFAULT_BALANCE_OPTIONS,
  explainLeaving,
  explainPlacing,
  instanceOfSize,
  mergeCluster,
  NO_NODE,
  readCluster,
  surveyMoves,
  writeCluster,
  type Cluster,
} from '@gnt/htools';
import { clusterText } from '../balance/cluster-text.js';

function cluster(seed: number, nodes = 5, perNode = 4): Cluster {
  const loaded = mergeCluster(readCluster(clusterText({ seed, nodes, perNode })), { exclusionTags: [] });
  completeMemory(loaded, 0);
  return loaded;
}
const SEEDS = [1, 2, 3, 4, 5, 6];

describe('surveyMoves', () => {
  for (const seed of SEEDS) {
    it(`puts the move on top that balancing makes, step after step (seed ${String(seed)})`, () => {
      const { state } = cluster(seed);
      const [nodes, instances] = [allNodes(state), allInstances(state)];
      const balancer = new Balancer(state, nodes, instances, DEFAULT_BALANCE_OPTIONS);
      for (let step = 0; step < 10; step += 1) {
        const survey = surveyMoves(state, nodes, instances, DEFAULT_BALANCE_OPTIONS);
        const made = balancer.step();
        if (!made) break;
        const [best] = survey.possible;
        assert.deepEqual(
          [best?.instance, best?.move, best?.primary, best?.secondary, best?.score],
          [made.instance, made.move, made.primary, made.secondary, made.score],
        );
      }
    });
  }

  it('counts moves that a rule forbids, and leaves the cluster as it is', () => {
    const { data, state } = cluster(3);
    const before = writeCluster(data, state);
    for (const node of state.nodes) node.policy = { ...node.policy, 'vcpu-ratio': 1e-9 };
    const survey = surveyMoves(state, allNodes(state), allInstances(state), DEFAULT_BALANCE_OPTIONS);
    assert.equal(writeCluster(data, state), before);
    const count = survey.forbidden.reduce((sum, n) => sum + n, 0) + survey.possible.length;
    assert.ok(count > 0);
  });
});

describe('explainPlacing', () => {
  const wanted = (template: string, count: number, mem = 512) => ({
    instance: instanceOfSize({ mem, disk: 1024, cpu: 1, spindles: 0 }, template, 1),
    nodes: count,
    group: undefined,
  });

  it('tells each place of an instance with its score, or the rule against it', () => {
    const { data, state } = cluster(2);
    state.nodes[1]!.offline = true;
    const before = writeCluster(data, state);
    const [group] = explainPlacing(data, state, wanted('drbd', 2), { ...DEFAULT_ALLOC_OPTIONS, capacity: false });
    assert.equal(group?.places.length, 4 * 3);
    assert.deepEqual(group.leftOut, [{ node: 1, why: 'offline or drained' }]);
    for (const { primary, secondary, fault, score } of group.places) {
      assert.ok(primary !== secondary && primary !== 1 && secondary !== 1);
      assert.equal(fault === 0, score !== undefined);
    }
    assert.equal(writeCluster(data, state), before);
  });

  it('names the rule where nothing fits', () => {
    const { data, state } = cluster(2);
    const [group] = explainPlacing(data, state, wanted('ext', 1, 1e9), DEFAULT_ALLOC_OPTIONS);
    assert.ok(group!.places.length > 0);
    assert.ok(group!.places.every(({ fault, secondary }) => fault !== 0 && secondary === NO_NODE));
  });

  it('leaves out nodes that are not asked for', () => {
    const { data, state } = cluster(2);
    const options = { ...DEFAULT_ALLOC_OPTIONS, restrictToNodes: ['node3'] };
    const [group] = explainPlacing(data, state, wanted('ext', 1), options);
    assert.deepEqual(
      group?.places.map((p) => p.primary),
      [3],
    );
    assert.equal(group.leftOut.length, 4);
  });
});

describe('explainLeaving', () => {
  it('tells for each node of the group whether it takes the instance', () => {
    const { state } = cluster(4);
    state.nodes[0]!.offline = true;
    const i = state.instances.findIndex((inst) => inst.mirroring === 'external');
    const targets = explainLeaving(state, i, false);
    assert.equal(targets.length, state.nodes.length);
    for (const { node, leftOut, score } of targets) {
      if (node === state.primary[i]) assert.equal(leftOut, 'holds the instance now');
      else if (node === 0) assert.equal(leftOut, 'offline or drained');
      else assert.equal(typeof score, 'number');
    }
  });
});
