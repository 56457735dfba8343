import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import * as objects from '../src/index.js';

const cluster = {
  hvparams: { kvm: { acpi: true, kernel_path: '/c', migration_port: 1 } },
  os_hvp: { 'debian+min': { kvm: { kernel_path: '/os', serial_console: false } } },
  osparams: { debian: { suite: 'stable', a: '1' }, 'debian+min': { suite: 'testing' } },
  osparams_private_cluster: { debian: { key: 'k' } },
  ndparams: { ...objects.NDC_DEFAULTS, ssh_port: 23 } as objects.FilledNDParams,
  diskparams: { plain: { stripes: 2 } },
  ipolicy: objects.IPOLICY_DEFAULTS,
};

describe('fillHvParams', () => {
  const instance = { hypervisor: 'kvm', os: 'debian+min', hvparams: { acpi: false } } as const;

  it('puts the OS over the cluster and the instance over both', () => {
    assert.deepEqual(objects.fillHvParams(cluster, instance), {
      acpi: false,
      kernel_path: '/os',
      migration_port: 1,
      serial_console: false,
    });
  });
  it('can leave out what holds for the cluster', () => {
    assert.ok(!('migration_port' in objects.fillHvParams(cluster, instance, { skipGlobals: true })));
  });
  it('asks for the OS by its full name with variant', () => {
    assert.equal(objects.fillHvParams(cluster, { ...instance, os: 'debian' })['kernel_path'], '/c');
  });
});

describe('fillNDParams', () => {
  it('goes from cluster to group to node', () => {
    const filled = objects.fillNDParams(
      cluster,
      { ndparams: { spindle_count: 4, ovs: true } },
      { ndparams: { spindle_count: 8 } },
    );
    assert.deepEqual([filled.ssh_port, filled.ovs, filled.spindle_count, filled.cpu_speed], [23, true, 8, 1]);
  });
});

describe('fillDiskParams', () => {
  it('knows every template', () => {
    const filled = objects.fillDiskParams(cluster, { diskparams: { rbd: { pool: 'p' } } });
    assert.deepEqual([filled.plain, filled.rbd, filled.file], [{ stripes: 2 }, { pool: 'p' }, {}]);
  });
});

describe('fillOsParams', () => {
  it('puts the variant over the OS and adds what is private and secret when asked', () => {
    const own = { public: { a: '2' }, private: {}, secret: { pw: 'x' } };
    assert.deepEqual(objects.fillOsParams(cluster, 'debian+min', own), {
      params: { suite: 'testing', a: '2', key: 'k', pw: 'x' },
      clashes: [],
    });
    assert.deepEqual(objects.fillOsParams(cluster, 'debian+min', { public: {} }).params, { suite: 'testing', a: '1' });
    assert.deepEqual(objects.fillOsParams(cluster, null, { public: { x: 'y' } }).params, { x: 'y' });
  });
  it('names what is given at two visibilities', () => {
    assert.deepEqual(objects.fillOsParams(cluster, 'debian', { public: { key: 'seen' }, private: {} }).clashes, [
      'key',
    ]);
  });
});

describe('fillIPolicy', () => {
  it('takes pairs whole and standard sizes one by one', () => {
    const filled = objects.fillIPolicy(cluster, { std: { 'cpu-count': 2 }, 'vcpu-ratio': 9 });
    assert.equal(filled.std['cpu-count'], 2);
    assert.equal(filled.std['memory-size'], 128);
    assert.equal(filled['vcpu-ratio'], 9);
    assert.equal(filled.minmax, objects.IPOLICY_DEFAULTS.minmax);
  });
});

describe('annotateDisk', () => {
  it("fills a mirror's parts and lets the disk's own parameters win", () => {
    const part = { logical_id: ['vg', 'lv'], dev_type: 'plain', children: [], params: {} };
    const disk = {
      dev_type: 'drbd',
      logical_id: ['a', 'b', 1, 0, 0, 's'],
      children: [part, part],
      params: { protocol: 'A' },
    } as unknown as objects.Disk;
    const filled = objects.fillDiskParams(
      { diskparams: objects.DISK_DT_DEFAULTS },
      { diskparams: { drbd: { 'data-stripes': 3 } } },
    );
    const result = objects.annotateDisk(disk, filled);
    assert.equal(result.params?.['protocol'], 'A');
    assert.equal(result.params['resync-rate'], 61440);
    assert.deepEqual(
      result.children.map((c) => c.params),
      [{ stripes: 3 }, { stripes: 1 }],
    );
  });
});

describe('OS names', () => {
  it('are split at the first plus', () => {
    assert.deepEqual(objects.splitOsName('debian+a+b'), ['debian', 'a+b']);
    assert.deepEqual(objects.splitOsName('debian'), ['debian', '']);
    assert.equal(objects.joinOsName('debian', ''), 'debian');
    assert.equal(objects.joinOsName('debian', 'x'), 'debian+x');
  });
});

describe('tagFault', () => {
  it('lets good tags pass and says what is wrong with others', () => {
    for (const tag of ['a', 'env:prod', 'a/b@c', 'x'.repeat(128), 'größe'])
      assert.equal(objects.tagFault(tag), undefined, tag);
    assert.match(objects.tagFault('') ?? '', /empty/);
    assert.match(objects.tagFault('a b') ?? '', /invalid characters/);
    assert.match(objects.tagFault('x'.repeat(129)) ?? '', /too long/);
    assert.match(objects.tagFault(7) ?? '', /not a string/);
  });
});
