import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { allNodes, completeMemory, mergeCluster, NO_NODE, readCluster, Score } from '../../src/index.js';
import { FAILOVER_TO, KINDS } from '../../src/balance/move.js';
import { Trial } from '../../src/balance/trial.js';
import { clusterText } from './cluster-text.js';

const shapes = fc.record({
  seed: fc.nat(100_000),
  nodes: fc.integer({ min: 3, max: 8 }),
  perNode: fc.integer({ min: 2, max: 8 }),
});
const moves = fc.array(
  fc.record({ instance: fc.nat(1000), kind: fc.nat(KINDS - 1), target: fc.nat(1000), force: fc.boolean() }),
  { minLength: 5, maxLength: 60 },
);

describe('Score', () => {
  it('is foretold and kept up to date as computing it anew has it, after any sequence of moves', () => {
    let made = 0;
    fc.assert(
      fc.property(shapes, moves, (shape, sequence) => {
        const cluster = mergeCluster(readCluster(clusterText(shape)));
        completeMemory(cluster, 0);
        const { state } = cluster;
        const nodes = allNodes(state);
        const score = new Score(state, nodes);
        const trial = new Trial(state);
        for (const { instance, kind, target, force } of sequence) {
          const i = instance % state.instances.length;
          const t = target % nodes.length;
          const [p, s] = [state.primary[i]!, state.secondary[i]!];
          const inst = state.instances[i]!;
          // Shared storage has a move of its own; the others need a secondary.
          if (t === p || t === s || (kind === FAILOVER_TO) !== (inst.mirroring === 'external')) continue;
          if (kind !== FAILOVER_TO && s === NO_NODE) continue;
          if (trial.try(i, kind, t, force) !== 0) continue;
          const foretold = score.valueWith(trial.change);
          trial.commit();
          made += 1;
          const touched = [p, s, trial.primary, trial.secondary].filter((n) => n !== NO_NODE);
          score.refresh(new Set(touched), inst, p, trial.primary);
          const anew = new Score(state, nodes).value;
          assert.ok(Math.abs(foretold - anew) <= 1e-9);
          assert.ok(Math.abs(score.value - anew) <= 1e-9);
        }
      }),
      { numRuns: 60 },
    );
    assert.ok(made > 100, `only ${String(made)} moves were possible`);
  });
});
