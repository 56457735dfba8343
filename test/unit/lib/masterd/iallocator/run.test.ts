import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { RpcPayload } from '@gnt/protocol';
import { directHail } from '../../../../../lib/masterd/iallocator/hail.js';
import { Allocators } from '../../../../../lib/masterd/iallocator/run.js';
import {
  allocateRequest,
  diskSpaceNeeded,
  nodeEvacuateRequest,
  relocateRequest,
  type WantedInstance,
} from '../../../../../lib/masterd/iallocator/request.js';
import { labConfig } from '../../../../support/lab-config.js';
import { FakeRpc } from '../../../../support/fake-rpc.js';

const WANTED: WantedInstance = {
  name: 'new.example.com',
  template: 'drbd',
  group: null,
  tags: [],
  os: 'noop',
  vcpus: 1,
  memory: 128,
  spindleUse: 1,
  disks: [{ size: 1024, mode: 'rw' }],
  nics: [],
  hypervisor: 'kvm',
};
const INFO = { memory_total: 4096, memory_free: 2048, memory_dom0: 512, cpu_total: 4, cpu_dom0: 1 };

let rpc: FakeRpc;
let allocators: Allocators;
let cfg: ReturnType<typeof labConfig>;
beforeEach(() => {
  cfg = labConfig([
    { name: 'inst1', node: 'node1', template: 'sharedfile' },
    { name: 'inst2', node: 'node1', template: 'file' },
  ]);
  cfg.cluster.volume_group_name = 'xenvg';
  rpc = new FakeRpc((node) => cfg.nodes[node]?.offline === true);
  rpc.answer('node_info', (_node, { storage_units }): RpcPayload<'node_info'> => [
    'boot',
    (storage_units ?? []).map(([type, name]) => ({
      type,
      name,
      storage_size: type === 'lvm-pv' ? 4 : 9000,
      storage_free: type === 'lvm-pv' ? 3 : 5000,
    })),
    [INFO],
  ]);
  rpc.answer('all_instances_info', () => ({}));
  allocators = new Allocators({ cfg: { snapshot: cfg }, rpc, hail: directHail });
});
function says(answer: unknown): void {
  rpc.answer('iallocator_runner', () => (typeof answer === 'string' ? answer : JSON.stringify(answer)));
}
const ok = (result: unknown): unknown => ({ success: true, info: 'fine', result });

describe('Allocators', () => {
  it('runs the program on the master node with the document and the parameters of the cluster', async () => {
    cfg.cluster.default_iallocator_params = { verbose: 2 };
    says(ok(['node1.example.com', 'node2.example.com']));
    const answer = await allocators.ask('other', allocateRequest(WANTED, ['node1.example.com']));
    assert.deepEqual(answer.result, ['node1.example.com', 'node2.example.com']);
    const run = rpc.calls.find(({ call }) => call === 'iallocator_runner')!;
    assert.deepEqual(
      [run.node, run.args['name'], run.args['default_iallocator_params']],
      ['node1', 'other', { verbose: 2 }],
    );
    const document = JSON.parse(String(run.args['idata'])) as Record<string, Record<string, never>>;
    assert.deepEqual(document['request']!['restrict-to-nodes'], ['node1.example.com']);
    assert.equal(document['request']!['disk_space_total'], 1024 + 128);
    assert.equal(document['request']!['required_nodes'], 2);
    assert.equal(document['nodes']!['node1.example.com']!['free_spindles'], 3);
  });

  it('asks nodes for the storage and hypervisor that the request is about', async () => {
    says(ok(['node1.example.com', 'node2.example.com']));
    await allocators.ask('other', allocateRequest(WANTED));
    const asked = rpc.calls.find(({ call }) => call === 'node_info')!.args;
    const units = asked['storage_units'] as [string, string, unknown[]][];
    assert.deepEqual(
      units.map(([type, name]) => [type, name]),
      [
        ['lvm-vg', 'xenvg'],
        ['lvm-pv', 'xenvg'],
      ],
    );
    assert.equal((asked['hv_specs'] as [string, unknown][])[0]![0], 'kvm');
  });

  it('counts memory that instances which shall run have not taken yet', async () => {
    const document = await allocators.document(nodeEvacuateRequest(['inst1.example.com'], 'all'));
    const node = document.nodes['node1.example.com'] as unknown as Record<string, number>;
    const promised = node['i_pri_up_memory']!;
    assert.ok(promised > 0);
    assert.equal(node['free_memory'], INFO.memory_free - promised);
  });

  it('leaves live data out of nodes that are offline, and fails for one that does not answer', async () => {
    cfg.nodes['node2']!.offline = true;
    const document = await allocators.document(nodeEvacuateRequest([], 'all'));
    assert.ok(!('total_memory' in document.nodes['node2.example.com']!));
    rpc.fail('node_info', 'no route', 'node3');
    await assert.rejects(allocators.document(nodeEvacuateRequest([], 'all')), {
      name: 'OpExecError',
      message: /Can't get data for node node3\.example\.com: .*no route/,
    });
  });

  it('passes on that policies may be violated as a switch, not in the request', async () => {
    says(ok([[], [], []]));
    await allocators.ask('other', nodeEvacuateRequest(['inst1.example.com'], 'all', true));
    const run = rpc.calls.find(({ call }) => call === 'iallocator_runner')!.args;
    assert.deepEqual(run['default_iallocator_params'], { 'ignore-soft-errors': null });
    assert.ok(!String(run['idata']).includes('soft'));
  });

  it('says in the words of the original that the program failed', async () => {
    rpc.fail('iallocator_runner', "iallocator module 'x' not found in the search path");
    await assert.rejects(allocators.ask('x', allocateRequest(WANTED)), {
      name: 'OpExecError',
      message: /^Failure while running the iallocator script: .*not found in the search path/,
    });
  });

  const NO_ANSWERS: readonly (readonly [string, unknown, RegExp])[] = [
    ['no JSON', 'hello', /Can't parse iallocator results: /],
    ['no object', [1], /not a dict/],
    ['a key missing', { success: true, result: [] }, /missing key 'info'/],
    ['too few nodes', ok(['node1.example.com']), /invalid number of nodes \(1\), required 2/],
    ['no list', ok('node1.example.com'), /iallocator returned invalid result/],
  ];
  for (const [what, answer, message] of NO_ANSWERS) {
    it(`refuses an answer with ${what}`, async () => {
      says(answer);
      await assert.rejects(allocators.ask('other', allocateRequest(WANTED)), { message });
    });
  }

  it('takes the old name of the result, and a failure without looking at its result', async () => {
    says({ success: true, info: '', nodes: ['node1.example.com', 'node3.example.com'] });
    assert.equal((await allocators.ask('old', allocateRequest(WANTED))).success, true);
    says({ success: false, info: 'no room', result: [] });
    assert.deepEqual(await allocators.ask('other', allocateRequest(WANTED)), {
      success: false,
      info: 'no room',
      result: [],
    });
  });

  it('refuses a node in another group for a relocation', async () => {
    cfg.nodegroups['group2'] = { ...cfg.nodegroups['group1']!, uuid: 'group2', name: 'far' };
    cfg.nodes['node3']!.group = 'group2';
    const request = relocateRequest(cfg, cfg.instances['inst1'] as never, ['node1']);
    says(ok(['node3.example.com']));
    await assert.rejects(allocators.ask('other', request), {
      name: 'ResultValidationError',
      message: /Groups of nodes returned by iallocator \(default, far\) differ from original groups \(default\)/,
    });
    says(ok(['node2.example.com']));
    assert.deepEqual((await allocators.ask('other', request)).result, ['node2.example.com']);
  });

  it('accepts follow-up jobs that move instances, and no others', async () => {
    const request = nodeEvacuateRequest(['inst1.example.com'], 'all');
    const answer = (id: string): unknown =>
      ok([[['inst1.example.com', 'default', ['node2.example.com']]], [], [[{ OP_ID: id }]]]);
    says(answer('OP_INSTANCE_MIGRATE'));
    assert.equal((await allocators.ask('other', request)).success, true);
    says(answer('OP_INSTANCE_REMOVE'));
    await assert.rejects(allocators.ask('other', request), { name: 'ResultValidationError' });
  });
});

describe('requests to allocators', () => {
  it('count the space of disks by their kind', () => {
    const sizes = (['plain', 'drbd', 'blockdev', 'diskless'] as const).map((dev_type) =>
      diskSpaceNeeded([{ dev_type, size: 100 }]),
    );
    assert.deepEqual(sizes, [100, 228, 0, 0]);
  });

  it('cannot relocate an instance whose disks are only on its node', () => {
    assert.throws(() => relocateRequest(cfg, cfg.instances['inst2'] as never, ['node1']), {
      name: 'OpPrereqError',
      message: /Can't relocate non-mirrored instances/,
    });
  });
});
