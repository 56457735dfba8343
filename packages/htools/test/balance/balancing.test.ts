import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { State } from '@gnt/htools';
import {
  allInstances,
  allNodes,
  badItems,
  Balancer,
  completeMemory,
  DEFAULT_BALANCE_OPTIONS,
  mergeCluster,
  policyHealth,
  readCluster,
  Score,
  tagConflicts,
  writeCluster,
  type Cluster,
} from '@gnt/htools';
import { clusterText } from './cluster-text.js';

const shapes = fc.record({
  seed: fc.nat(100_000),
  nodes: fc.integer({ min: 3, max: 8 }),
  perNode: fc.integer({ min: 2, max: 8 }),
});

function load(text: string): Cluster {
  const cluster = mergeCluster(readCluster(text));
  completeMemory(cluster, 0);
  return cluster;
}

function balancer({ state }: Cluster): Balancer {
  return new Balancer(state, allNodes(state), allInstances(state), DEFAULT_BALANCE_OPTIONS);
}

/** Moves of a plan, with a look at the state after each. */
function run(cluster: Cluster, look: (state: State, told: number, before: number) => void): void {
  const work = balancer(cluster);
  for (let step = 0; step < 30; step += 1) {
    const before = work.score.value;
    const placement = work.step();
    if (!placement) return;
    look(cluster.state, placement.score, before);
  }
}

describe('Balancer', () => {
  it('tells the score that computing it anew gives, after any sequence of moves', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        run(load(clusterText(shape)), (state, told) => {
          assert.ok(Math.abs(told - new Score(state, allNodes(state)).value) <= 1e-9);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('makes every step better than the one before', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        run(load(clusterText(shape)), (_, told, before) => {
          assert.ok(told < before);
        });
      }),
      { numRuns: 20 },
    );
  });

  it('leaves no node worse in N+1, policy or tags than it found it', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const cluster = load(clusterText(shape));
        const nodes = allNodes(cluster.state);
        const bad = new Set(badItems(cluster.state, nodes).nodes);
        const unhealthy = nodes.filter((n) => policyHealth(cluster.state, n) !== 0);
        const conflicts = nodes.map((n) => tagConflicts(cluster.state, n));
        run(cluster, () => undefined);
        for (const n of badItems(cluster.state, nodes).nodes) assert.ok(bad.has(n));
        for (const n of nodes) {
          if (!unhealthy.includes(n)) assert.equal(policyHealth(cluster.state, n), 0);
          assert.ok(tagConflicts(cluster.state, n) <= conflicts[n]!);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('keeps figures that loading the written result gives again', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const cluster = load(clusterText(shape));
        const before = writeCluster(cluster.data, cluster.state);
        assert.equal(writeCluster(load(before).data, load(before).state), before);
        run(cluster, () => undefined);
        const { state } = cluster;
        for (const n of allNodes(state)) {
          const used = state
            .primaries(n)
            .map((i) => state.instances[i]!)
            .filter((i) => i.usesMemory);
          const mem = used.reduce((sum, i) => sum + i.mem, 0);
          assert.ok(mem <= state.nodes[n]!.totalMem - state.nodes[n]!.nodeMem);
          for (const i of state.primaries(n)) assert.equal(state.primary[i], n);
          for (const i of state.secondaries(n)) assert.equal(state.secondary[i], n);
        }
      }),
      { numRuns: 20 },
    );
  });
});
