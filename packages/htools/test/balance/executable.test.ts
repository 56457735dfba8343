import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  allInstances,
  allNodes,
  Balancer,
  completeMemory,
  DEFAULT_BALANCE_OPTIONS,
  mergeCluster,
  moveCommands,
  moveOpcodes,
  readCluster,
  splitJobs,
  type Cluster,
  type Placement,
  type State,
} from '@gnt/htools';
import { clusterText } from './cluster-text.js';

const shapes = fc.record({
  seed: fc.nat(100_000),
  nodes: fc.integer({ min: 3, max: 8 }),
  perNode: fc.integer({ min: 2, max: 8 }),
});

/** What a cluster that carries out opcodes knows of an instance, and what nodes have left. */
interface Place {
  readonly mem: number;
  readonly disk: number;
  readonly drbd: boolean;
  primary: string;
  secondary: string | undefined;
}

/** A cluster that carries out opcodes one by one and refuses what real nodes would. */
class Site {
  readonly instances = new Map<string, Place>();
  readonly mem = new Map<string, number>();
  readonly disk = new Map<string, number>();

  constructor(state: State) {
    for (const node of state.nodes) {
      this.mem.set(node.name, node.totalMem - node.nodeMem);
      this.disk.set(node.name, node.totalDisk);
    }
    for (const i of allInstances(state)) {
      const inst = state.instances[i]!;
      const secondary = state.secondary[i]! < 0 ? undefined : state.nodes[state.secondary[i]!]!.name;
      const disk = inst.usesLocalStorage ? inst.disk : 0;
      const place = {
        mem: inst.mem,
        disk,
        drbd: inst.hasSecondary,
        primary: state.nodes[state.primary[i]!]!.name,
        secondary,
      };
      this.instances.set(inst.name, place);
      this.#use(this.mem, place.primary, place.mem);
      this.#use(this.disk, place.primary, disk);
      if (secondary !== undefined) this.#use(this.disk, secondary, disk);
    }
  }

  #use(figures: Map<string, number>, node: string, amount: number): void {
    const left = (figures.get(node) ?? assert.fail(`no node ${node}`)) - amount;
    assert.ok(left >= 0, `${node} has not enough left`);
    figures.set(node, left);
  }

  run(op: Readonly<Record<string, unknown>>): void {
    const name = String(op['instance_name']);
    const place = this.instances.get(name) ?? assert.fail(`no instance ${name}`);
    if (op['OP_ID'] === 'OP_INSTANCE_REPLACE_DISKS') {
      const node = String(op['remote_node']);
      assert.ok(place.drbd && node !== place.primary && node !== place.secondary, `${name} gets a new secondary`);
      this.#use(this.disk, node, place.disk);
      this.#use(this.disk, place.secondary!, -place.disk);
      place.secondary = node;
      return;
    }
    assert.equal(op['OP_ID'], 'OP_INSTANCE_MIGRATE');
    const target = op['target_node'] as string | undefined;
    // Both sides run the instance for a moment; DRBD knows where to, shared storage is told.
    const to = place.drbd ? place.secondary! : (target ?? assert.fail(`${name} is not told where to go`));
    assert.equal(target, place.drbd ? undefined : to);
    assert.notEqual(to, place.primary);
    this.#use(this.mem, to, place.mem);
    this.#use(this.mem, place.primary, -place.mem);
    if (place.drbd) place.secondary = place.primary;
    place.primary = to;
  }

  places(): [string, string, string | undefined][] {
    return [...this.instances].map(([name, { primary, secondary }]) => [name, primary, secondary]);
  }
}

function load(text: string): Cluster {
  const cluster = mergeCluster(readCluster(text));
  completeMemory(cluster, 0);
  return cluster;
}

function plan({ state }: Cluster): Placement[] {
  const balancer = new Balancer(state, allNodes(state), allInstances(state), DEFAULT_BALANCE_OPTIONS);
  const placements: Placement[] = [];
  for (let placement = balancer.step(); placement && placements.length < 40; placement = balancer.step())
    placements.push(placement);
  return placements;
}

describe('a plan', () => {
  it('can be carried out opcode by opcode and ends where it says', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const cluster = load(clusterText(shape));
        const site = new Site(cluster.state);
        for (const { instance, move } of plan(cluster))
          for (const op of moveOpcodes(cluster.state, instance, move)) site.run(op);
        assert.deepEqual(site.places(), new Site(cluster.state).places());
      }),
      { numRuns: 60 },
    );
  });

  it('can be carried out in its job sets, in whatever order the jobs of a set end', () => {
    fc.assert(
      fc.property(shapes, fc.boolean(), (shape, backwards) => {
        const cluster = load(clusterText(shape));
        const site = new Site(cluster.state);
        const placements = plan(cluster);
        const sets = splitJobs(cluster.state, placements);
        assert.deepEqual(sets.flat(), placements);
        for (const set of sets)
          for (const { instance, move } of backwards ? [...set].reverse() : set)
            for (const op of moveOpcodes(cluster.state, instance, move)) site.run(op);
        assert.deepEqual(site.places(), new Site(cluster.state).places());
      }),
      { numRuns: 60 },
    );
  });

  it('has as many commands as opcodes', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const cluster = load(clusterText(shape));
        for (const placement of plan(cluster)) {
          const { instance, move } = placement;
          const { commands } = moveCommands(cluster.state, placement);
          assert.equal(commands.length, moveOpcodes(cluster.state, instance, move).length);
        }
      }),
      { numRuns: 10 },
    );
  });
});
