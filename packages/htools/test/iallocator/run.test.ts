import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runAllocator } from '@gnt/htools';

const spec = {
  'memory-size': 128,
  'cpu-count': 1,
  'disk-size': 128,
  'disk-count': 1,
  'nic-count': 1,
  'spindle-use': 1,
};
const most = {
  'memory-size': 65536,
  'cpu-count': 8,
  'disk-size': 1048576,
  'disk-count': 16,
  'nic-count': 8,
  'spindle-use': 12,
};
const ipolicy = {
  minmax: [{ min: spec, max: most }],
  std: spec,
  'disk-templates': ['drbd', 'plain', 'ext'],
  'vcpu-ratio': 4,
  'spindle-ratio': 32,
};

function node(free: number): Record<string, unknown> {
  return {
    total_memory: 8192,
    reserved_memory: 0,
    free_memory: free,
    total_disk: 100000,
    free_disk: 100000,
    total_cpus: 8,
    reserved_cpus: 1,
    total_spindles: 0,
    free_spindles: 0,
    tags: [],
    offline: false,
    drained: false,
    group: 'uuid',
    ndparams: { spindle_count: 1, exclusive_storage: false },
  };
}

const base = {
  cluster_tags: [],
  enabled_hypervisors: ['xen-pvm'],
  nodegroups: { uuid: { name: 'default', alloc_policy: 'preferred', networks: [], tags: [], ipolicy } },
  nodes: { a: node(8192), b: node(8192), c: node(8192) },
  instances: {},
};

const instance = {
  name: 'new',
  memory: 1024,
  vcpus: 1,
  disk_space_total: 1024,
  disks: [{ size: 1024 }],
  tags: [],
  disk_template: 'drbd',
  spindle_use: 1,
  nics: [],
  required_nodes: 2,
};

describe('runAllocator', () => {
  it('places a mirrored instance on two nodes', () => {
    const { success, result } = runAllocator(JSON.stringify({ ...base, request: { type: 'allocate', ...instance } }));
    assert.equal(success, true);
    assert.equal(new Set(result as string[]).size, 2);
  });

  it('says which failure every place met', () => {
    const request = { type: 'allocate', ...instance, memory: 16384 };
    const { success, info } = runAllocator(JSON.stringify({ ...base, request }));
    assert.equal(success, false);
    assert.match(info, /No valid allocation solutions, failure reasons: FailMem: 6$/);
  });

  it('never lets a node promise more than it has', () => {
    const many = Array.from({ length: 30 }, (_, n) => ({ ...instance, name: `new${String(n)}`, memory: 2048 }));
    const { result } = runAllocator(
      JSON.stringify({ ...base, request: { type: 'multi-allocate', group_name: 'default', instances: many } }),
      {
        capacity: false,
      },
    );
    const [placed, failed] = result as [[string, [string, string]][], unknown[]];
    const used = new Map<string, number>();
    for (const [, [primary]] of placed) used.set(primary, (used.get(primary) ?? 0) + 2048);
    for (const mem of used.values()) assert.ok(mem < 8192);
    assert.equal(placed.length + failed.length, 30);
    assert.ok(failed.length > 0);
  });

  it('answers what is wrong with a request instead of throwing', () => {
    assert.deepEqual(runAllocator('[]').success, false);
    assert.match(runAllocator('{}').info, /key 'request' not found/);
    assert.match(
      runAllocator(JSON.stringify({ ...base, request: { type: 'paint' } })).info,
      /Invalid request type 'paint'/,
    );
  });
});
