import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  allNodes,
  answerRequest,
  completeMemory,
  DEFAULT_ALLOC_OPTIONS,
  GlobalN1,
  Instance,
  mergeCluster,
  policyHealth,
  readCluster,
  Score,
  tagConflicts,
  type AllocOptions,
  type AllocatorResponse,
  type Cluster,
  type State,
} from '../../src/index.js';
import { clusterText } from '../balance/cluster-text.js';

const shapes = fc.record({
  seed: fc.nat(100_000),
  nodes: fc.integer({ min: 3, max: 8 }),
  perNode: fc.integer({ min: 1, max: 8 }),
});
const sizes = fc.record({
  mem: fc.integer({ min: 1, max: 40 }).map((n) => n * 1024),
  disk: fc.integer({ min: 1, max: 900 }).map((n) => n * 1024),
  vcpus: fc.integer({ min: 1, max: 8 }),
});
const templates = fc.constantFrom('drbd', 'plain', 'ext');
const tags = fc.constantFrom([], ['srv:0'], ['srv:1']);

interface Asked {
  readonly mem: number;
  readonly disk: number;
  readonly vcpus: number;
}

function load(shape: { readonly seed: number; readonly nodes: number; readonly perNode: number }): Cluster {
  const cluster = mergeCluster(readCluster(clusterText(shape)));
  completeMemory(cluster, 0);
  return cluster;
}

function allocate(
  cluster: Cluster,
  { mem, disk, vcpus }: Asked,
  diskTemplate: string,
  tagged: readonly string[],
  options: Partial<AllocOptions> = {},
): AllocatorResponse {
  const instance = new Instance({
    name: 'new',
    mem,
    disk,
    disks: [{ size: disk, spindles: undefined }],
    vcpus,
    status: 'running',
    tags: tagged,
    autoBalance: true,
    diskTemplate,
    spindleUse: 1,
    nics: [],
    forthcoming: false,
  });
  instance.exclusionTags = tagged;
  const wanted = { instance, nodes: diskTemplate === 'drbd' ? 2 : 1, group: undefined };
  return answerRequest(
    { cluster, task: { type: 'allocate', wanted, restrictTo: undefined }, warnings: [] },
    { ...DEFAULT_ALLOC_OPTIONS, ...options },
  );
}

/** That what is on a node is no more than it has. */
function assertNotExceeded(state: State, n: number): void {
  const node = state.nodes[n]!;
  const here = state.primaries(n).map((i) => state.instances[i]!);
  const disks = [...here, ...state.secondaries(n).map((i) => state.instances[i]!)].filter((i) => i.usesLocalStorage);
  const sum = (list: readonly number[]): number => list.reduce((total, x) => total + x, 0);
  assert.ok(sum(here.filter((i) => i.usesMemory).map((i) => i.mem)) < node.totalMem - node.nodeMem);
  assert.ok(sum(disks.map((i) => i.disk)) < node.totalDisk);
  assert.ok(sum(here.map((i) => i.vcpus)) + node.nodeCpus <= node.policy['vcpu-ratio'] * node.totalCpus);
}

describe('allocation', () => {
  it('never gives more than a node has, and breaks no rule', () => {
    fc.assert(
      fc.property(shapes, sizes, templates, tags, (shape, size, template, tagged) => {
        const cluster = load(shape);
        const { state } = cluster;
        const nodes = allNodes(state);
        const conflicts = nodes.map((n) => tagConflicts(state, n));
        const unhealthy = nodes.filter((n) => policyHealth(state, n) !== 0);
        const before = state.instances.length;
        const { success, result } = allocate(cluster, size, template, tagged);
        assert.equal(state.instances.length, success ? before + 1 : before);
        if (!success) return;
        const places = (result as string[]).map((name) => state.nodes.findIndex((n) => n.name === name));
        assert.equal(new Set(places).size, template === 'drbd' ? 2 : 1);
        assert.deepEqual(
          [state.primary[before], state.secondary[before]],
          [places[0], template === 'drbd' ? places[1] : -1],
        );
        for (const n of places) {
          assertNotExceeded(state, n);
          assert.equal(tagConflicts(state, n), conflicts[n]);
          if (!unhealthy.includes(n)) assert.equal(policyHealth(state, n), 0);
        }
        assert.ok(new GlobalN1(state, nodes, DEFAULT_ALLOC_OPTIONS).redundant);
      }),
      { numRuns: 150 },
    );
  });

  it('takes the place whose score, computed anew, no other place beats', () => {
    fc.assert(
      fc.property(shapes, sizes, templates, tags, (shape, size, template, tagged) => {
        const loose = { capacity: false };
        const chosen = load(shape);
        const { success } = allocate(chosen, size, template, tagged, loose);
        const score = new Score(chosen.state, allNodes(chosen.state)).value;
        const names = chosen.state.nodes.map((n) => n.name);
        const pairs = names.flatMap((p, k) => names.slice(k + 1).map((s) => [p, s]));
        for (const only of template === 'drbd' ? pairs : names.map((n) => [n])) {
          const other = load(shape);
          if (!allocate(other, size, template, tagged, { ...loose, restrictToNodes: only }).success) continue;
          assert.ok(success);
          assert.ok(score <= new Score(other.state, allNodes(other.state)).value + 1e-9);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('leaves a cluster alone in which the instance has no place', () => {
    fc.assert(
      fc.property(shapes, templates, (shape, template) => {
        const cluster = load(shape);
        const rows = cluster.state.rows.slice();
        const { success } = allocate(cluster, { mem: 1 << 20, disk: 1024, vcpus: 1 }, template, []);
        assert.equal(success, false);
        assert.deepEqual(cluster.state.rows, rows);
      }),
      { numRuns: 20 },
    );
  });
});
