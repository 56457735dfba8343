import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  allNodes,
  allocationTargets,
  clusterTotals,
  completeMemory,
  fillShrinking,
  fillStandard,
  GlobalN1,
  Instance,
  instanceOfSize,
  makeGroup,
  mergeCluster,
  Node,
  Placer,
  Score,
  type State,
} from '../../src/index.js';

const HOW = { capacity: true, acceptExisting: false, ignoreGroups: [] };

interface Shape {
  readonly mem: number;
  readonly disk: number;
  readonly cpus: number;
}

/** An empty cluster of nodes of some sizes, and instances of 1024 MiB with primary and secondary as given. */
function cluster(shapes: readonly Shape[], placed: readonly (readonly [number, number])[] = []): State {
  const usedMem = (n: number): number => placed.filter(([p]) => p === n).length * 1024;
  const usedDisk = (n: number): number => placed.filter((pair) => pair.includes(n)).length * 2048;
  const loaded = mergeCluster({
    groups: [makeGroup('default', 'uuid', 'preferred', [], [])],
    nodes: shapes.map(
      ({ mem, disk, cpus }, n) =>
        new Node({
          name: `node${String(n)}`,
          totalMem: mem,
          nodeMem: 512,
          freeMem: mem - 512 - usedMem(n),
          totalDisk: disk,
          freeDisk: disk - usedDisk(n),
          totalCpus: cpus,
          nodeCpus: 1,
          offline: false,
          totalSpindles: 4,
          freeSpindles: 0,
          group: 0,
          exclusiveStorage: false,
        }),
    ),
    instances: placed.map(([primary, secondary], i) => ({
      instance: new Instance({
        name: `inst${String(i)}`,
        mem: 1024,
        disk: 2048,
        disks: [{ size: 2048, spindles: undefined }],
        vcpus: 1,
        status: 'running',
        tags: [],
        autoBalance: true,
        diskTemplate: 'drbd',
        spindleUse: 1,
        nics: [],
        forthcoming: false,
      }),
      primary,
      secondary,
    })),
    tags: [],
    policy: makeGroup('', '', 'preferred', [], []).policy,
    indexBase: 0,
  });
  completeMemory(loaded, 0);
  return loaded.state;
}

const shape = fc.record({
  mem: fc.integer({ min: 4, max: 24 }).map((g) => g * 1024),
  disk: fc.integer({ min: 20, max: 200 }).map((g) => g * 1024),
  cpus: fc.integer({ min: 2, max: 16 }),
});
const shapes = fc.array(shape, { minLength: 3, maxLength: 6 });
const size = fc.record({
  mem: fc.integer({ min: 2, max: 40 }).map((n) => n * 128),
  disk: fc.integer({ min: 1, max: 20 }).map((n) => n * 1024),
  cpu: fc.integer({ min: 1, max: 4 }),
  spindles: fc.constant(1),
});
const targets = (state: State, nodesEach: 1 | 2): ReturnType<typeof allocationTargets> =>
  allocationTargets(state, () => true, nodesEach);

describe('the search of a pair', () => {
  it('finds a pair that no other leaves better balanced', () => {
    fc.assert(
      fc.property(shapes, size, (nodes, wanted) => {
        const state = cluster(nodes, [
          [0, 1],
          [1, 2],
          [0, 2],
        ]);
        const inst = instanceOfSize(wanted, 'drbd', 1);
        const loose = { ...HOW, capacity: false };
        const placer = new Placer(state, targets(state, 2));
        const best = placer.best(inst, loose);
        for (const p of allNodes(state))
          for (const s of allNodes(state)) {
            if (p === s) continue;
            const only = new Placer(state, { nodesEach: 2, nodes: [p, s], secondaries: [[s], []] });
            const other = only.best(inst, loose);
            if (!other) continue;
            assert.ok(best && best.score <= other.score);
            only.place(inst, other);
            assert.ok(Math.abs(new Score(only.state, allNodes(state)).value - other.score) < 1e-6);
          }
      }),
      { numRuns: 40 },
    );
  });
});

describe('filling a cluster', () => {
  it('never gives more than a node has and keeps every node one that can be emptied', () => {
    fc.assert(
      fc.property(shapes, size, fc.constantFrom('drbd', 'plain', 'ext'), (nodes, wanted, template) => {
        const state = cluster(nodes);
        const placer = new Placer(state, targets(state, template === 'drbd' ? 2 : 1));
        const filled = fillStandard(placer, instanceOfSize(wanted, template, 1), 30, 0, HOW).placer.state;
        const totals = clusterTotals(filled, allNodes(filled));
        assert.equal(totals.instances, filled.instances.length);
        for (const n of allNodes(filled)) {
          const here = filled.primaries(n).map((i) => filled.instances[i]!);
          assert.ok(here.reduce((sum, inst) => sum + inst.mem, 512) <= nodes[n]!.mem);
          if (template === 'ext') continue;
          const disks = [...filled.primaries(n), ...filled.secondaries(n)].map((i) => filled.instances[i]!.disk);
          assert.ok(disks.reduce((sum, d) => sum + d, 0) < nodes[n]!.disk);
        }
        assert.ok(new GlobalN1(filled, allNodes(filled), HOW).redundant);
        assert.equal(state.instances.length, 0);
      }),
      { numRuns: 60 },
    );
  });

  it('places as many as the limit says and tells why no more fit', () => {
    const state = cluster(Array.from({ length: 3 }, () => ({ mem: 8192, disk: 102400, cpus: 8 })));
    const inst = instanceOfSize({ mem: 1024, disk: 1024, cpu: 1, spindles: 1 }, 'drbd', 1);
    const limited = fillStandard(new Placer(state, targets(state, 2)), inst, 2, 0, HOW);
    assert.deepEqual(
      limited.placer.state.instances.map((i) => i.name),
      ['new-0', 'new-1'],
    );
    const all = fillStandard(new Placer(state, targets(state, 2)), inst, undefined, 0, HOW);
    assert.ok(all.placer.state.instances.length > 2);
    assert.ok(all.faults.some(([, count]) => count > 0));
  });

  it('goes on with smaller instances when the first size fits no more', () => {
    const state = cluster(Array.from({ length: 3 }, () => ({ mem: 8192, disk: 102400, cpus: 8 })));
    const inst = instanceOfSize({ mem: 4096, disk: 1024, cpu: 1, spindles: 1 }, 'drbd', 1);
    const placed = fillShrinking(new Placer(state, targets(state, 2)), inst, undefined, 0, HOW).placer.state.instances;
    const sizes = placed.map((i) => i.mem);
    assert.equal(sizes[0], 4096);
    assert.ok(sizes.some((mem) => mem < 4096));
    assert.deepEqual(
      sizes,
      [...sizes].sort((a, b) => b - a),
    );
  });

  it('refuses a cluster without a node to place on', () => {
    const state = cluster([{ mem: 8192, disk: 102400, cpus: 8 }]);
    const inst = instanceOfSize({ mem: 1024, disk: 1024, cpu: 1, spindles: 1 }, 'drbd', 1);
    assert.throws(() => fillStandard(new Placer(state, targets(state, 2)), inst, 1, 0, HOW), /Not enough online nodes/);
  });
});
