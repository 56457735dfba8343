import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fillOpcode, type GivenOpcode } from '@gnt/opcodes';
import { checkSettings, newSettings, updatedOsList } from '../../../../../lib/masterd/planning/cluster-settings.js';
import { updatedDiskParams } from '../../../../../lib/masterd/planning/disk-params-changes.js';
import { osImageOf } from '../../../../../lib/masterd/planning/os-image.js';
import { newlyViolating, policyUnder, updatedPolicy } from '../../../../../lib/masterd/planning/policy-changes.js';
import { mergedDiskState, mergedHvState, updatedParams } from '../../../../../lib/masterd/planning/static-state.js';
import { checkUidRanges, withUids, withoutUids } from '../../../../../lib/masterd/planning/uid-pool.js';
import { labConfig } from '../../../../support/lab-config.js';

const { cluster } = labConfig();
const op = (change: Partial<GivenOpcode<'OP_CLUSTER_SET_PARAMS'>>) =>
  fillOpcode({ OP_ID: 'OP_CLUSTER_SET_PARAMS', ...change });

describe('settings of the cluster', () => {
  it('are changed where they are given', () => {
    assert.deepEqual(newSettings(op({}), cluster), {});
    assert.deepEqual(newSettings(op({ prealloc_wipe_disks: false, vg_name: '', mac_prefix: 'AA:BB:0C' }), cluster), {
      prealloc_wipe_disks: false,
      volume_group_name: null,
      mac_prefix: 'aa:bb:0c',
    });
  });

  it('of data collectors are changed one by one', () => {
    const [name = ''] = Object.keys(cluster.data_collectors);
    const changed = newSettings(
      op({ enabled_data_collectors: { [name]: false }, data_collector_interval: { [name]: 7_000_000 } }),
      cluster,
    );
    assert.deepEqual(changed.data_collectors?.[name], { active: false, interval: 7_000_000 });
    assert.deepEqual(Object.keys(changed.data_collectors ?? {}), Object.keys(cluster.data_collectors));
  });

  const refused: readonly (readonly [Parameters<typeof op>[0], RegExp])[] = [
    [{ mac_prefix: 'xx' }, /Invalid MAC address prefix 'xx'/],
    [{ master_netmask: 33 }, /CIDR netmask \(33\) not valid/],
    [{ install_image: 'relative' }, /OpPrereqError: Install image takes an absolute path or a URL/],
    [
      { compression_tools: ['lzop'] },
      /OpPrereqError: gzip must stay among the compression tools, for the sake of older exports/,
    ],
    [
      { compression_tools: ['gzip', 'none'] },
      /OpPrereqError: none means no compression and can't be the name of a tool/,
    ],
    [
      { compression_tools: ['gzip', 'a b'] },
      /Names of tools have letters, digits, dashes and underscores only, unlike 'a b'/,
    ],
    [{ enabled_data_collectors: { nosuch: true } }, /no data collector 'nosuch'/],
    [{ add_uids: [[9, 3]] }, /A range of user ids can't begin at 9 and end at 3/],
  ];
  for (const [change, message] of refused) {
    it(`refuse ${JSON.stringify(change)}`, () => {
      assert.throws(() => checkSettings(op(change), cluster), message);
    });
  }

  it('of operating systems say what there was nothing to do about', () => {
    assert.deepEqual(
      updatedOsList(
        ['a', 'b'],
        [
          ['add', 'a'],
          ['remove', 'b'],
          ['remove', 'x'],
          ['add', 'c'],
        ],
        'hidden',
      ),
      {
        list: ['a', 'c'],
        notes: ['OS a already in hidden OS list, ignoring', 'OS x not found in hidden OS list, ignoring'],
      },
    );
  });
});

describe('the pool of user ids', () => {
  it('gains and loses ranges', () => {
    assert.deepEqual(
      withUids(
        [[5, 9]],
        [
          [1, 2],
          [5, 9],
          [1, 2],
        ],
      ),
      [
        [1, 2],
        [5, 9],
      ],
    );
    assert.deepEqual(
      withoutUids(
        [
          [1, 2],
          [5, 9],
        ],
        [[5, 9]],
      ),
      [[1, 2]],
    );
    assert.throws(() => withoutUids([[1, 2]], [[1, 3]]), /No range of the user-id pool is 1-3, so it can't be removed/);
    assert.throws(() => checkUidRanges([[-1, 3]]), /is not within/);
  });
});

describe('parameters with changes', () => {
  it('lose what is set to default, and to null where that says so', () => {
    assert.deepEqual(updatedParams({ a: 1, b: 2 }, { a: 'default', c: null }), { b: 2, c: null });
    assert.deepEqual(updatedParams({ a: 1, b: 2 }, { a: null }, { nullUnsets: true }), { b: 2 });
  });

  it('of hypervisors and storage are kept apart', () => {
    assert.deepEqual(mergedHvState({ kvm: { mem_node: 1 } }, { kvm: { mem_hv: '2' } }), {
      kvm: { mem_node: 1, mem_hv: 2 },
    });
    assert.throws(() => mergedHvState({}, { vax: {} }), /Invalid hypervisor\(s\) in hypervisor state: vax/);
    assert.throws(() => mergedDiskState({}, { tape: {} }), /tape/);
  });

  it('of disks are those of their template', () => {
    assert.deepEqual(updatedDiskParams({ drbd: { metavg: 'a' } }, { drbd: { 'resync-rate': '5' } }, false), {
      drbd: { metavg: 'a', 'resync-rate': 5 },
    });
    assert.deepEqual(updatedDiskParams({ drbd: { metavg: 'a' } }, { drbd: { metavg: 'default' } }, true), { drbd: {} });
    assert.throws(() => updatedDiskParams({}, { plain: { metavg: 'x' } }, false), /unknown option\(s\) metavg/);
    assert.throws(() => updatedDiskParams({}, { rbd: { access: 'x' } }, false), /Invalid value of 'rbd:access': 'x'/);
  });

  it('may name an image to install from', () => {
    assert.deepEqual([osImageOf(null), osImageOf({}), osImageOf({ 'os-image': '/x' })], [null, null, '/x']);
    assert.equal(osImageOf({ 'os-image': 'http://host/x.img' }), 'http://host/x.img');
    assert.throws(() => osImageOf({ 'os-image': 'x' }), /absolute path or a URL/);
  });
});

describe('policies', () => {
  it('of groups can be unset, the cluster’s cannot', () => {
    assert.deepEqual(updatedPolicy({ 'vcpu-ratio': 2 }, { 'vcpu-ratio': 'default' }, true), {});
    assert.throws(
      () => updatedPolicy(cluster.ipolicy, { 'vcpu-ratio': 'default' }, false),
      /The cluster's own ipolicy needs a value for 'vcpu-ratio'/,
    );
  });

  it('keep the rest of the standard', () => {
    const { std } = updatedPolicy(cluster.ipolicy, { std: { 'cpu-count': '2' } }, false);
    assert.deepEqual(std, { ...cluster.ipolicy.std, 'cpu-count': 2 });
  });

  const refused: readonly (readonly [object, RegExp])[] = [
    [{ colour: 1 }, /Invalid key in new ipolicy: colour/],
    [{ 'vcpu-ratio': 'x' }, /not a number/],
    [{ std: { 'cpu-count': 99_999 } }, /Invalid instance policy/],
  ];
  for (const [changes, message] of refused) {
    it(`refuse ${JSON.stringify(changes)}`, () => {
      assert.throws(() => updatedPolicy(cluster.ipolicy, changes as Record<string, unknown>, false), message);
    });
  }

  it('name the instances that fitted before and do not now', () => {
    const cfg = labConfig([{ name: 'small' }, { name: 'big', more: { beparams: { vcpus: 4 } } }]);
    const old = policyUnder(cfg.cluster.ipolicy, cfg.nodegroups['group1']!);
    const [bounds] = old.minmax;
    const narrow = { ...old, minmax: [{ min: bounds!.min, max: { ...bounds!.max, 'cpu-count': 2 } }] };
    assert.deepEqual(newlyViolating(cfg, old, narrow, Object.values(cfg.instances)), ['big.example.com']);
    assert.deepEqual(newlyViolating(cfg, narrow, narrow, Object.values(cfg.instances)), []);
  });
});
