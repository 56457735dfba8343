import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Disk, NodeGroup } from '@gnt/objects';
import { Lab } from '../../../../../support/lab.js';
import { labConfig, type InstanceOptions } from '../../../../../support/lab-config.js';

function second(instances: readonly InstanceOptions[] = []) {
  return labConfig(instances, (c) => {
    c.nodegroups['group2'] = { ...structuredClone(c.nodegroups['group1']!), uuid: 'group2', name: 'other' };
  });
}

/** The lab's instance `web` with a disk mirrored on node2 and node3. */
function mirrored() {
  const config = second([{ name: 'web' }]);
  const disk: Disk = {
    ...config.disks['web-disk0']!,
    dev_type: 'drbd',
    logical_id: ['node2', 'node3', 11000, 0, 0, 'secret'],
    nodes: ['node2', 'node3'],
    children: [],
  };
  config.disks['web-disk0'] = disk;
  config.cluster.enabled_disk_templates.push('drbd');
  return config;
}

describe('LUGroupAdd', () => {
  const add = { OP_ID: 'OP_GROUP_ADD', group_name: 'fresh' } as const;
  const made = (lab: Lab): NodeGroup | undefined =>
    Object.values(lab.cfg.nodegroups).find((g) => g.name === 'fresh') as NodeGroup | undefined;

  it('enters a group with its parameters', async () => {
    const lab = await Lab.open();
    await lab.run({
      ...add,
      alloc_policy: 'last_resort',
      ndparams: { oob_program: '/bin/oob' },
      diskparams: { drbd: { metavg: 'fast' } },
      ipolicy: { 'vcpu-ratio': 2 },
    });
    const group = made(lab);
    assert.deepEqual(
      [group?.alloc_policy, group?.ndparams, group?.diskparams, group?.ipolicy],
      ['last_resort', { oob_program: '/bin/oob' }, { drbd: { metavg: 'fast' } }, { 'vcpu-ratio': 2 }],
    );
  });

  it('takes the preferred policy without a word', async () => {
    const lab = await Lab.open();
    await lab.run(add);
    assert.equal(made(lab)?.alloc_policy, 'preferred');
  });

  it('has the new group connected to the network for metadata', async () => {
    const lab = await Lab.open(
      labConfig([], (c) => {
        c.cluster.instance_communication_network = 'com';
        c.networks['net1'] = {
          uuid: 'net1',
          name: 'com',
          network: '169.254.0.0/16',
          reservations: '',
          ext_reservations: '',
          tags: [],
          ctime: 1,
          mtime: 1,
          serial_no: 1,
        };
      }),
    );
    await lab.run(add);
    const [[job] = []] = lab.submitted;
    assert.deepEqual(
      [job?.['OP_ID'], job?.['group_name'], job?.['network_name']],
      ['OP_NETWORK_CONNECT', made(lab)?.uuid, 'com'],
    );
  });

  const refusals: readonly (readonly [string, object, RegExp])[] = [
    ['a name that is taken', { group_name: 'default' }, /A node group named 'default' exists already \(UUID: group1\)/],
    ['an unknown node parameter', { ndparams: { colour: 'red' } }, /colour/],
    ['an unknown key of the policy', { ipolicy: { colour: 1 } }, /Invalid key in new ipolicy: colour/],
    ['a standard of its own', { ipolicy: { std: { 'cpu-count': 1 } } }, /std cannot appear in group/],
    [
      'templates that are not enabled',
      { ipolicy: { 'disk-templates': ['rbd'] } },
      /The instance policy allows disk templates that are not enabled: rbd/,
    ],
  ];
  for (const [what, change, message] of refusals) {
    it(`refuses ${what}`, async () => {
      const lab = await Lab.open();
      await assert.rejects(lab.run({ ...add, ...change }), message);
      assert.deepEqual(Object.keys(lab.cfg.nodegroups), ['group1']);
    });
  }
});

describe('LUGroupSetParams', () => {
  const set = { OP_ID: 'OP_GROUP_SET_PARAMS', group_name: 'default' } as const;

  it('changes parameters and tells of those of nodes and disks', async () => {
    const lab = await Lab.open();
    const rows = await lab.run({
      ...set,
      ndparams: { oob_program: '/bin/oob' },
      diskparams: { drbd: { metavg: 'fast' } },
      alloc_policy: 'unallocable',
    });
    assert.deepEqual(rows, [
      ['ndparams', "{'oob_program': '/bin/oob'}"],
      ['diskparams', "{'drbd': {'metavg': 'fast'}}"],
    ]);
    const { ndparams, diskparams, alloc_policy } = lab.cfg.nodegroups['group1']!;
    assert.deepEqual(
      [ndparams, diskparams, alloc_policy],
      [{ oob_program: '/bin/oob' }, { drbd: { metavg: 'fast' } }, 'unallocable'],
    );
  });

  it('lets the cluster’s value hold again by the word default', async () => {
    const lab = await Lab.open();
    await lab.run({ ...set, ipolicy: { 'vcpu-ratio': 2, 'spindle-ratio': 3 } });
    await lab.run({ ...set, ipolicy: { 'vcpu-ratio': 'default' } });
    assert.deepEqual(lab.cfg.nodegroups['group1']?.ipolicy, { 'spindle-ratio': 3 });
  });

  it('warns of instances that a new policy does not allow, and only of those', async () => {
    const lab = await Lab.open(labConfig([{ name: 'web' }, { name: 'big', more: { beparams: { vcpus: 4 } } }]));
    const max = {
      'cpu-count': 2,
      'disk-count': 16,
      'disk-size': 1048576,
      'memory-size': 32768,
      'nic-count': 8,
      'spindle-use': 12,
    };
    const min = { 'cpu-count': 1, 'disk-count': 1, 'disk-size': 1, 'memory-size': 1, 'nic-count': 0, 'spindle-use': 1 };
    await lab.run({ ...set, ipolicy: { minmax: [{ min, max }] } });
    assert.deepEqual(lab.lines, [' - WARNING: These instances do not fit the new instance policy: big.example.com']);
  });

  it('refuses a request without changes, an unknown group and malformed ratios', async () => {
    const lab = await Lab.open();
    await assert.rejects(lab.run(set), /Please pass at least one modification/);
    await assert.rejects(lab.run({ ...set, group_name: 'nosuch', ndparams: {} }), /Node group 'nosuch' not found/);
    await assert.rejects(lab.run({ ...set, ipolicy: { 'vcpu-ratio': 'many' } }), /not a number/);
  });
});

describe('moving nodes between groups', () => {
  const assign = { OP_ID: 'OP_GROUP_ASSIGN_NODES', group_name: 'other' } as const;

  it('moves them', async () => {
    const lab = await Lab.open(second([{ name: 'web' }]));
    await lab.run({ ...assign, nodes: ['node2', 'node3'] });
    assert.deepEqual(
      Object.values(lab.cfg.nodes).map((n) => n.group),
      ['group1', 'group2', 'group2'],
    );
  });

  it('does not split mirrored instances unless forced, and then says which', async () => {
    const lab = await Lab.open(mirrored());
    await assert.rejects(
      lab.run({ ...assign, nodes: ['node3'] }),
      /--force is needed, as these instances would have nodes in two groups: web\.example\.com/,
    );
    assert.equal(lab.cfg.nodes['node3']?.group, 'group1');
    await lab.run({ ...assign, nodes: ['node3'], force: true });
    assert.equal(lab.cfg.nodes['node3'].group, 'group2');
    assert.ok(lab.lines.includes(' - WARNING: These instances will have nodes in two groups: web.example.com'));
  });

  it('moves both nodes of a mirrored instance without complaint', async () => {
    const lab = await Lab.open(mirrored());
    await lab.run({ ...assign, nodes: ['node2', 'node3'] });
    assert.deepEqual(lab.lines, []);
  });
});

describe('LUGroupRemove and LUGroupRename', () => {
  it('removes an empty group', async () => {
    const lab = await Lab.open(second());
    await lab.run({ OP_ID: 'OP_GROUP_REMOVE', group_name: 'other' });
    assert.deepEqual(Object.keys(lab.cfg.nodegroups), ['group1']);
  });

  it('keeps a group with nodes', async () => {
    const lab = await Lab.open(second());
    await assert.rejects(
      lab.run({ OP_ID: 'OP_GROUP_REMOVE', group_name: 'default' }),
      /Group 'default' has nodes still: node1, node2, node3/,
    );
  });

  it('gives a group another name and tells it', async () => {
    const lab = await Lab.open(second());
    const rename = { OP_ID: 'OP_GROUP_RENAME', group_name: 'other', new_name: 'rack2' } as const;
    assert.equal(await lab.run(rename), 'rack2');
    assert.equal(lab.cfg.nodegroups['group2']?.name, 'rack2');
    await assert.rejects(
      lab.run({ ...rename, group_name: 'rack2', new_name: 'default' }),
      /There is a node group named 'default' already \(UUID: group1\)/,
    );
  });
});

describe('verification of disks', () => {
  const verify = { OP_ID: 'OP_GROUP_VERIFY_DISKS', group_name: 'default' } as const;

  it('is a job for each group, or for the one named', async () => {
    const lab = await Lab.open(second([{ name: 'web' }]));
    await lab.run({ OP_ID: 'OP_CLUSTER_VERIFY_DISKS' });
    await lab.run({ OP_ID: 'OP_CLUSTER_VERIFY_DISKS', group_name: 'other', is_strict: false });
    assert.deepEqual(
      lab.submitted.map(([op]) => [op?.['OP_ID'], op?.['group_name'], op?.['is_strict']]),
      [
        ['OP_GROUP_VERIFY_DISKS', 'group1', true],
        ['OP_GROUP_VERIFY_DISKS', 'group2', true],
        ['OP_GROUP_VERIFY_DISKS', 'group2', false],
      ],
    );
  });

  it('asks nobody about disks that are files', async () => {
    const lab = await Lab.open(labConfig([{ name: 'web' }]));
    assert.deepEqual(await lab.run(verify), [{}, [], {}]);
    assert.deepEqual(lab.rpc.trace, []);
  });

  it('finds inactive and missing volumes and nodes that do not answer', async () => {
    const lab = await Lab.open(
      labConfig(
        ['a', 'b', 'c'].map((name) => ({ name, node: name === 'c' ? 'node3' : 'node2' })),
        (c) => {
          for (const [uuid, disk] of Object.entries(c.disks)) {
            Object.assign(disk, { dev_type: 'plain', logical_id: ['xenvg', uuid], nodes: [] });
          }
          c.cluster.enabled_disk_templates.push('plain');
        },
      ),
    );
    lab.rpc.answer('lv_list', { 'xenvg/a-disk0': ['1024', false, false] });
    lab.rpc.fail('lv_list', 'no lvm', 'node3');
    assert.deepEqual(await lab.run(verify), [
      { node3: 'no lvm' },
      ['a.example.com'],
      { 'b.example.com': [['node2', 'xenvg/b-disk0']], 'c.example.com': [['node3', 'xenvg/c-disk0']] },
    ]);
  });

  it('finds mirrors that must be set up again', async () => {
    const lab = await Lab.open(mirrored());
    lab.rpc.answer('drbd_needs_activation', (node) => (node === 'node3' ? ['web-disk0'] : []));
    assert.deepEqual(await lab.run(verify), [{}, ['web.example.com'], {}]);
  });
});
