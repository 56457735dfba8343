import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Lab } from '../../../../../support/lab.js';
import { labConfig } from '../../../../../support/lab-config.js';

const op = {
  OP_ID: 'OP_NODE_EVACUATE',
  node_name: 'node2',
  iallocator: 'hail',
  mode: 'primary-only',
} as const;
const MIGRATE = { OP_ID: 'OP_INSTANCE_MIGRATE', instance_name: 'web.example.com', target_node: 'node3.example.com' };
const MOVED = {
  success: true,
  info: '',
  result: [[['web.example.com', 'default', ['node3.example.com']]], [], [[MIGRATE]]],
};

async function lab(): Promise<Lab> {
  const opened = await Lab.open(
    labConfig([
      { name: 'web', template: 'sharedfile', node: 'node2' },
      { name: 'db', template: 'sharedfile', node: 'node1' },
    ]),
  );
  opened.allocator = MOVED;
  return opened;
}

describe('LUNodeEvacuate', () => {
  it('submits the jobs that the allocator decides, and says who goes where', async () => {
    const l = await lab();
    assert.deepEqual(await l.run(op), { jobs: [[true, 100]] });
    assert.deepEqual(
      l.requests.map(({ name, request }) => [name, request]),
      [['hail', { type: 'node-evacuate', instances: ['web.example.com'], evac_mode: 'primary-only' }]],
    );
    assert.deepEqual(
      l.submitted.map((ops) => ops.map((o) => [o['OP_ID'], o['instance_name'], o['target_node']])),
      [[['OP_INSTANCE_MIGRATE', 'web.example.com', 'node3.example.com']]],
    );
    assert.ok(!('early_release' in l.submitted[0]![0]!));
    assert.deepEqual(l.lines, [
      " - INFO: Evacuating instances from node 'node2.example.com': web.example.com",
      ' - INFO: Instances to be moved: web.example.com (to node3.example.com)',
    ]);
  });

  it('passes early release on to the opcode that knows it', async () => {
    const l = await lab();
    const replace = { OP_ID: 'OP_INSTANCE_REPLACE_DISKS', instance_name: 'web.example.com' };
    l.allocator = { ...MOVED, result: [[], [], [[replace]]] };
    await l.run({ ...op, early_release: true });
    assert.equal(l.submitted[0]![0]!['early_release'], true);
  });

  it('asks nobody when the node has no such instance', async () => {
    const l = await lab();
    assert.deepEqual(await l.run({ ...op, mode: 'secondary-only' }), { jobs: [] });
    assert.deepEqual(l.requests, []);
    assert.deepEqual(l.lines, [" - INFO: No instances to evacuate from node 'node2.example.com'"]);
  });

  it('submits nothing when one instance cannot leave', async () => {
    const l = await lab();
    l.allocator = { ...MOVED, result: [[], [['web.example.com', 'no room']], []] };
    await assert.rejects(l.run(op), {
      name: 'OpExecError',
      message: 'Unable to evacuate instances web.example.com (no room)',
    });
    assert.deepEqual(l.submitted, []);
    assert.ok(l.lines.includes(' - WARNING: Unable to evacuate instances web.example.com (no room)'));
  });

  it('tells why the allocator failed', async () => {
    const l = await lab();
    l.allocator = { success: false, info: 'no idea', result: [] };
    await assert.rejects(l.run(op), {
      args: ["Can't compute node evacuation using iallocator 'hail': no idea", 'insufficient_resources'],
    });
  });

  it('replaces secondaries by one that is given, without an allocator', async () => {
    const l = await Lab.open(
      labConfig([{ name: 'web', node: 'node1' }], (c) => {
        const disk = c.disks['web-disk0']!;
        Object.assign(disk, { dev_type: 'drbd', logical_id: ['node1', 'node2', 11000, 0, 0, 's'] });
      }),
    );
    const { iallocator: _, ...without } = op;
    await l.run({ ...without, mode: 'secondary-only', remote_node: 'node3' });
    const [[job] = []] = l.submitted;
    assert.deepEqual(
      [job?.['OP_ID'], job?.['instance_name'], job?.['remote_node'], job?.['mode']],
      ['OP_INSTANCE_REPLACE_DISKS', 'web.example.com', 'node3.example.com', 'replace_new_secondary'],
    );
    await assert.rejects(l.run({ ...without, mode: 'secondary-only', remote_node: 'node1' }), /is the primary node/);
  });

  const { iallocator: _, ...remote } = { ...op, remote_node: 'node3' };
  for (const [what, change, message] of [
    ['both kinds of instances at once', { ...op, mode: 'all' }, /cannot be evacuated at once/],
    ['the node itself as the new secondary', { ...remote, mode: 'secondary-only', remote_node: 'node2' }, /new second/],
    ['primaries without an allocator', remote, /only secondary instances/],
    ['an allocator and a node', { ...remote, iallocator: 'hail' }, /not both/],
    ['a node that does not exist', { ...op, node_name: 'node9' }, /Node 'node9' not known/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await assert.rejects((await lab()).run(change), { name: 'OpPrereqError', message });
    });
  }

  it('needs an allocator when the cluster has no default one', async () => {
    const { iallocator: _none, ...without } = op;
    await assert.rejects((await lab()).run(without), /no default one/);
  });
});
