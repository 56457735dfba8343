import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fillOpcode, type GivenOpcode } from '@gnt/opcodes';
import { Lab } from '../../../../../support/lab.js';
import { labConfig } from '../../../../../support/lab-config.js';

const creation = (instance_name: string, more: Partial<GivenOpcode<'OP_INSTANCE_CREATE'>> = {}) => ({
  OP_ID: 'OP_INSTANCE_CREATE' as const,
  instance_name,
  mode: 'create' as const,
  disks: [{ size: 1024 }],
  nics: [{}],
  disk_template: 'sharedfile' as const,
  os_type: 'noop',
  ...more,
});
const op = (instances: readonly object[], more: object = {}): GivenOpcode<'OP_INSTANCE_MULTI_ALLOC'> => ({
  OP_ID: 'OP_INSTANCE_MULTI_ALLOC',
  instances: [...instances],
  iallocator: 'hail',
  ...more,
});

describe('LUInstanceMultiAlloc', () => {
  it('asks once for all, and creates those that fit by jobs of their own', async () => {
    const l = await Lab.open();
    l.allocator = { success: true, info: '', result: [[['a', ['node3.example.com']]], [['b', 'no room']]] };
    assert.deepEqual(await l.run(op([creation('a'), creation('b', { disks: [], nics: [] })])), {
      allocatable: ['a'],
      failed: ['b'],
      jobs: [[true, 100]],
    });
    const [{ request } = { request: {} }] = l.requests;
    const [first, second] = (request as { instances: Record<string, unknown>[] }).instances;
    assert.equal(l.requests.length, 1);
    const { nics, ...rest } = first!;
    assert.deepEqual(rest, {
      name: 'a',
      disk_template: 'sharedfile',
      group_name: null,
      tags: [],
      os: 'noop',
      vcpus: 1,
      memory: 128,
      spindle_use: 1,
      disks: [{ size: 1024, mode: 'rw', vg: null, name: null, dev_type: 'sharedfile' }],
      disk_space_total: 1024,
      required_nodes: 1,
      hypervisor: rest['hypervisor'],
    });
    const [nic] = nics as Record<string, unknown>[];
    assert.deepEqual([nic?.['mac'], nic?.['nicparams']], ['auto', {}]);
    assert.deepEqual([second?.['disks'], second?.['nics']], [[], []]);
    const [[job] = []] = l.submitted;
    assert.deepEqual(
      [job?.['OP_ID'], job?.['instance_name'], job?.['pnode'], job?.['iallocator']],
      ['OP_INSTANCE_CREATE', 'a', 'node3.example.com', null],
    );
    assert.ok(l.lines.includes(' - WARNING: No place for instance b: no room'));
  });

  it('submits instances that name their nodes as they are', async () => {
    const l = await Lab.open();
    const instances = [creation('a', { pnode: 'node1' }), creation('b', { pnode: 'node2' })];
    const { iallocator: _, ...without } = op(instances);
    assert.deepEqual(((await l.run(without)) as { allocatable: string[] }).allocatable, ['a', 'b']);
    assert.deepEqual(l.requests, []);
    assert.deepEqual(
      l.submitted.map(([job]) => job?.['pnode']),
      ['node1', 'node2'],
    );
  });

  it('keeps to the groups that instances name, of which hail reads only a common one', async () => {
    const l = await Lab.open(
      labConfig([], (c) => {
        c.nodegroups['group2'] = { ...structuredClone(c.nodegroups['group1']!), uuid: 'group2', name: 'other' };
        c.nodes['node3']!.group = 'group2';
      }),
    );
    const answer = ['a', 'b'].map((name) => [name, ['node3.example.com']]);
    l.allocator = { success: true, info: '', result: [answer, []] };
    await l.run(op([creation('a', { group_name: 'other' }), creation('b', { group_name: 'other' })]));
    assert.equal(l.requests[0]?.request['group_name'], 'other');
    const mixed = op([creation('a', { group_name: 'other' }), creation('b', { group_name: 'default' })]);
    const result = (await l.run(mixed)) as { allocatable: string[]; failed: string[] };
    assert.deepEqual([result.allocatable, result.failed], [['a'], ['b']]);
    assert.ok(!('group_name' in l.requests[1]!.request));
    assert.ok(l.lines.includes(' - WARNING: The iallocator found no place for instance b in its group default'));
  });

  it('answers a dry run without jobs', async () => {
    const l = await Lab.open();
    l.allocator = { success: true, info: '', result: [[['a', ['node3.example.com']]], []] };
    assert.deepEqual(await l.run(op([creation('a')], { dry_run: true })), {
      allocatable: ['a'],
      failed: [],
      jobs: [],
    });
    assert.deepEqual(l.submitted, []);
  });

  it('fails when the allocator forgets an instance, or fails itself', async () => {
    const l = await Lab.open();
    l.allocator = { success: true, info: '', result: [[], []] };
    await assert.rejects(l.run(op([creation('a')])), { name: 'OpExecError', message: /what becomes of a/ });
    l.allocator = { success: false, info: 'no idea', result: [] };
    await assert.rejects(l.run(op([creation('a')])), {
      args: ["Can't compute nodes using iallocator 'hail': no idea", 'insufficient_resources'],
    });
  });

  for (const [what, instances, more, message] of [
    ['an instance with an allocator of its own', [creation('a', { iallocator: 'x' })], {}, /names an iallocator/],
    ['nodes for some and not for others', [creation('a', { pnode: 'node1' }), creation('b')], {}, /same for all/],
    ['a name twice', [creation('a'), creation('a')], {}, /duplicate instance names: a/],
    ['another opcode', [fillOpcode({ OP_ID: 'OP_CLUSTER_VERIFY' })], {}, /Instance 0 .* another opcode/],
    ['an unknown parameter', [{ ...creation('a'), colour: 'red' }], {}, /Instance 0 .*colour/],
    ['no allocator at all', [creation('a')], { iallocator: null }, /no default one/],
    [
      'opportunistic locks without an allocator',
      [creation('a', { pnode: 'node1' })],
      { iallocator: null, opportunistic_locking: true },
      /opportunistically/,
    ],
    ['a disk without a size', [creation('a', { disks: [{ mode: 'rw' }] })], {}, /size/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await assert.rejects((await Lab.open()).run(op(instances, more)), { name: 'OpPrereqError', message });
    });
  }
});
