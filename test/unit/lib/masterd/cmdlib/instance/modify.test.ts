import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Network } from '@gnt/objects';
import type { GivenOpcode } from '@gnt/opcodes';
import { Lab } from '../../../../../support/lab.js';
import { labConfig } from '../../../../../support/lab-config.js';

const name = { instance_name: 'web' } as const;
const set = { OP_ID: 'OP_INSTANCE_SET_PARAMS', ...name } as const;
type Changes = Partial<GivenOpcode<'OP_INSTANCE_SET_PARAMS'>>;
const down = () => labConfig([{ name: 'web', state: 'down' }]);
const running = { memory: 128, vcpus: 1, state: 0, time: 0 };

const network: Network = {
  uuid: 'net1',
  name: 'blue',
  network: '10.1.0.0/29',
  gateway: '10.1.0.1',
  reservations: '00000000',
  ext_reservations: '11000001',
  tags: [],
  ctime: 1,
  mtime: 1,
  serial_no: 1,
};

function networked() {
  return labConfig([{ name: 'web', state: 'down' }], (c) => {
    c.networks['net1'] = structuredClone(network);
    c.nodegroups['group1']!.networks = { net1: { mode: 'bridged', link: 'br7', vlan: '' } };
  });
}

describe('LUInstanceSetParams', () => {
  it('records parameters and tells what was changed, as it was given', async () => {
    const lab = await Lab.open(down());
    const rows = await lab.run({
      ...set,
      beparams: { vcpus: '3', maxmem: 256 },
      osparams: { dhcp: 'yes' },
      osparams_private: { password: 'geheim' },
      os_name: 'other',
    });
    assert.deepEqual(rows, [
      ['be/vcpus', '3'],
      ['be/maxmem', 256],
      ['os/dhcp', 'yes'],
      ['os_private/password', "Private(?, descr='password')"],
    ]);
    const { beparams, osparams, osparams_private, os } = lab.cfg.instances['web']!;
    assert.deepEqual(
      [beparams, osparams, osparams_private, os],
      [{ vcpus: 3, maxmem: 256 }, { dhcp: 'yes' }, { password: 'geheim' }, 'other'],
    );
    assert.ok(!JSON.stringify(rows).includes('geheim'));
  });

  it('goes back to the cluster’s value by the word default', async () => {
    const lab = await Lab.open(labConfig([{ name: 'web', state: 'down', more: { beparams: { vcpus: 4 } } }]));
    await lab.run({ ...set, beparams: { vcpus: 'default' } });
    assert.deepEqual(lab.cfg.instances['web']?.beparams, {});
  });

  it('says that a running guest is not changed at once where the hypervisor cannot', async () => {
    const lab = await Lab.open(labConfig([{ name: 'web' }]));
    lab.rpc.fail('hotplug_supported', 'Hotplug is not supported: the hypervisor has none');
    await lab.run({ ...set, beparams: { vcpus: 2 } });
    assert.deepEqual(lab.lines, [
      ' - WARNING: Hotplug is not supported: the hypervisor has none',
      ' - INFO: Modification will take place without hotplugging.',
    ]);
  });

  it('marks an instance as out of use, and as down again', async () => {
    const lab = await Lab.open(down());
    assert.deepEqual(await lab.run({ ...set, offline: true }), [['admin_state', 'offline']]);
    assert.equal(lab.cfg.instances['web']?.admin_state, 'offline');
    assert.deepEqual(await lab.run({ ...set, offline: false }), [['admin_state', 'down']]);
    assert.equal(lab.cfg.instances['web'].admin_state, 'down');
  });

  it('gives the hooks the new sizes and cards', async () => {
    const lab = await Lab.open(down());
    await lab.run({ ...set, beparams: { vcpus: 3 }, nics: [['add', -1, { mac: '02:00:00:00:00:07' }]] });
    const [pre] = lab.rpc.argsOf('hooks_runner').filter((a) => a.phase === 'pre');
    assert.equal(pre?.env['GANETI_INSTANCE_VCPUS'], '3');
    assert.equal(pre.env['GANETI_INSTANCE_NIC_COUNT'], '2');
    assert.equal(pre.env['GANETI_INSTANCE_NIC1_MAC'], '02:00:00:00:00:07');
  });

  const refusals: readonly (readonly [string, Changes, RegExp, ((lab: Lab) => unknown)?])[] = [
    ['nothing', {}, /No changes submitted/],
    ['an unknown parameter', { beparams: { colour: 1 } }, /colour/],
    [
      'parameters of the cluster',
      { hvparams: { migration_port: 1 } },
      /These hypervisor parameters count for all of the cluster; set them not for one instance but at the level of the cluster: migration_port/,
    ],
    ['an OS parameter at two visibilities', { osparams: { a: '1' }, osparams_private: { a: '2' } }, /repeated/],
    ['more than the policy allows', { beparams: { vcpus: 4000 } }, /violates policy/],
    ['conversion of disks', { disk_template: 'plain' }, /not available in this release/],
    [
      'a size of a disk',
      { disks: [['modify', 0, { size: 5 }]] },
      /The size of a disk is changed by 'gnt-instance grow-disk'/,
    ],
    ['an unknown disk', { disks: [['modify', 'nosuch', { mode: 'ro' }]] }, /Cannot find disk with identifier nosuch/],
    ['a disk beyond the last', { disks: [['modify', 4, { mode: 'ro' }]] }, /Got disk index 4, but there are only 1/],
    ['a disk without a size', { disks: [['add', -1, {}]] }, /Missing disk size/],
    [
      'settings for a removal',
      { disks: [['remove', 0, { mode: 'ro' }]] },
      /To remove or detach a disk takes no settings/,
    ],
    [
      'a numeric name',
      { disks: [['modify', 0, { name: '12' }]] },
      /Invalid name '12': a disk needs more than digits in its name/,
    ],
    ['a card with an address in use', { nics: [['add', -1, { mac: 'aa:00:00:00:00:10' }]] }, /already in use/],
    ['a malformed address', { nics: [['modify', 0, { ip: '10.0.0' }]] }, /Invalid IP address '10.0.0'/],
    ['a pool without a network', { nics: [['add', -1, { ip: 'pool' }]] }, /ip=pool needs a network/],
    ['an unknown network', { nics: [['add', -1, { network: 'nosuch' }]] }, /Network 'nosuch' not found/],
    ['attaching a card', { nics: [['attach', 0, {}]] }, /not supported for NICs/],
    [
      'a missing bridge',
      { nics: [['modify', 0, { link: 'br9' }]] },
      /Error checking bridges on node 'node2.example.com': none/,
      (lab) => lab.rpc.fail('bridges_exist', 'none'),
    ],
    ['memory of a guest that does not run', { runtime_mem: 128 }, /is not running/],
    [
      'memory outside of its bounds',
      { runtime_mem: 100_000 },
      /must have memory between/,
      (lab) => lab.rpc.answer('instance_info', running),
    ],
    [
      'more memory than the node has',
      { beparams: { maxmem: 3000 } },
      /Afterwards the instance can't start: its primary node lacks 952 MB of memory/,
    ],
  ];
  for (const [what, changes, message, prepare] of refusals) {
    it(`refuses ${what} and changes nothing`, async () => {
      const lab = await Lab.open(down());
      prepare?.(lab);
      const before = lab.cfg;
      await assert.rejects(lab.run({ ...set, ...changes }), message);
      assert.deepEqual(lab.cfg, before);
    });
  }

  it('overrules a missing bridge by force and says so', async () => {
    const lab = await Lab.open(down());
    lab.rpc.fail('bridges_exist', 'none');
    await lab.run({ ...set, nics: [['modify', 0, { link: 'br9' }]], force: true });
    assert.equal(lab.cfg.instances['web']?.nics[0]?.nicparams.link, 'br9');
    assert.ok(lab.lines.includes("WARNING: Error checking bridges on node 'node2.example.com': none"));
  });

  it('records another primary node unless the instance still runs', async () => {
    const lab = await Lab.open(down());
    lab.rpc.answer('instance_info', running);
    await assert.rejects(lab.run({ ...set, pnode: 'node3' }), /Instance is still running on node2.example.com/);
    lab.rpc.answer('instance_info', {});
    await lab.run({ ...set, pnode: 'node3' });
    assert.equal(lab.cfg.instances['web']?.primary_node, 'node3');
  });

  it('changes the memory of the running guest', async () => {
    const lab = await Lab.open(labConfig([{ name: 'web' }]));
    lab.rpc.answer('instance_info', running);
    assert.deepEqual(await lab.run({ ...set, runtime_mem: 128 }), [['runtime_memory', 128]]);
    assert.equal(lab.rpc.argsOf('instance_balloon_memory')[0]?.memory, 128);
  });
});

describe('network cards of LUInstanceSetParams', () => {
  it('changes one with all its parameters spelled out', async () => {
    const lab = await Lab.open(down());
    const rows = await lab.run({ ...set, nics: [['modify', 0, { mac: 'AA:00:00:00:00:42' }]] });
    const cluster = lab.cfg.cluster.nicparams['default']!;
    assert.deepEqual(rows, [
      ['nic.mac/0', 'aa:00:00:00:00:42'],
      ['nic.link/0', cluster.link],
      ['nic.mode/0', cluster.mode],
      ['nic.vlan/0', cluster.vlan],
    ]);
  });

  it('gives a card the next address of a network and frees it with the card', async () => {
    const lab = await Lab.open(networked());
    const rows = (await lab.run({ ...set, nics: [['add', -1, { ip: 'pool', network: 'blue' }]] })) as [
      string,
      string,
    ][];
    const nic = lab.cfg.instances['web']?.nics[1];
    assert.deepEqual([nic?.ip, nic?.network, nic?.nicparams.link], ['10.1.0.2', 'net1', 'br7']);
    assert.deepEqual(rows, [['nic.1', `add:mac=${nic!.mac},ip=10.1.0.2,mode=bridged,link=br7,network=blue`]]);
    assert.ok(lab.lines.includes(' - INFO: Chose IP 10.1.0.2 from network blue'));
    assert.equal(lab.cfg.networks['net1']?.reservations, '00100000');
    assert.deepEqual(await lab.run({ ...set, nics: [['remove', 1, {}]] }), [['NIC/1', 'remove']]);
    assert.equal(lab.cfg.networks['net1'].reservations, '00000000');
  });

  it('leaves no address taken when a later check fails', async () => {
    const lab = await Lab.open(networked());
    const nics: Changes['nics'] = [
      ['add', -1, { ip: '10.1.0.4', network: 'blue' }],
      ['modify', 9, {}],
    ];
    await assert.rejects(lab.run({ ...set, nics }), /Got NIC index 9/);
    assert.equal(lab.cfg.networks['net1']?.reservations, '00000000');
    await lab.run({ ...set, nics: [['add', -1, { ip: '10.1.0.4', network: 'blue' }]] });
    assert.equal(lab.cfg.networks['net1'].reservations, '00001000');
  });

  it('takes a card out of a network', async () => {
    const lab = await Lab.open(networked());
    await lab.run({ ...set, nics: [['add', -1, { ip: 'pool', network: 'blue' }]] });
    await lab.run({ ...set, nics: [['modify', 1, { network: 'none', ip: 'none' }]] });
    const nic = lab.cfg.instances['web']?.nics[1];
    assert.deepEqual([nic?.ip, nic?.network], [undefined, undefined]);
    assert.equal(lab.cfg.networks['net1']?.reservations, '00000000');
  });

  it('does not change the link of a card in a network', async () => {
    const lab = await Lab.open(networked());
    await lab.run({ ...set, nics: [['add', -1, { ip: 'pool', network: 'blue' }]] });
    await assert.rejects(
      lab.run({ ...set, nics: [['modify', 1, { link: 'br1' }]] }),
      /A NIC takes link and mode from its network; they can't be changed/,
    );
  });

  it('changes cards of the running guest', async () => {
    const lab = await Lab.open(labConfig([{ name: 'web' }]));
    const rows = await lab.run({ ...set, nics: [['add', 1, { mac: '02:00:00:00:00:07' }]] });
    assert.deepEqual((rows as [string, string][])[1], ['nic.1', 'hotplug:done']);
    const [plugged] = lab.rpc.argsOf('hotplug_device');
    assert.deepEqual([plugged?.action, plugged?.dev_type, plugged?.extra, plugged?.seq], ['hotadd', 'nic', null, 1]);
    lab.rpc.fail('hotplug_device', 'no slot');
    assert.deepEqual(await lab.run({ ...set, nics: [['remove', 1, {}]] }), [
      ['NIC/1', 'remove'],
      ['NIC/1', 'hotplug:failed'],
    ]);
    assert.equal(lab.cfg.instances['web']?.nics.length, 1);
  });

  it('gives an instance the card to the metadata daemon once, and takes that one away', async () => {
    const config = networked();
    config.cluster.instance_communication_network = 'blue';
    const lab = await Lab.open(config);
    await lab.run({ ...set, instance_communication: true });
    await lab.run({ ...set, nics: [['add', -1, {}]], instance_communication: true });
    await lab.run({ ...set, instance_communication: false });
    assert.deepEqual(
      lab.cfg.instances['web']?.nics.map((n) => n.name ?? null),
      [null, null],
    );
  });
});

describe('disks of LUInstanceSetParams', () => {
  const add: Changes = { disks: [['add', -1, { size: 2048, name: 'extra' }]] };

  it('makes a disk, waits for it and leaves it down with its instance', async () => {
    const lab = await Lab.open(down());
    assert.deepEqual(await lab.run({ ...set, ...add }), [['disk/1', 'add:size=2048,mode=rw']]);
    assert.deepEqual(lab.rpc.trace, [
      'file_storage_dir_create@node2',
      'blockdev_create@node2',
      'blockdev_getmirrorstatus@node2',
      'blockdev_shutdown@node2',
      'instance_metadata_modify@node2',
    ]);
    const [, uuid = ''] = lab.cfg.instances['web']!.disks;
    const disk = lab.cfg.disks[uuid];
    assert.deepEqual([disk?.iv_name, disk?.name, disk?.size], ['disk/1', 'extra', 2048]);
    assert.match(String(disk?.logical_id[1]), /\/web\.example\.com\/[^/]+\.file\.disk1$/);
    assert.ok(lab.lines.includes('* disk 1, size 2.0G'));
  });

  it('puts a disk before others, which are called anew', async () => {
    const lab = await Lab.open(down());
    await lab.run({ ...set, disks: [['add', 0, { size: 2048 }]] });
    const disks = lab.cfg.instances['web']!.disks.map((uuid) => lab.cfg.disks[uuid]!);
    assert.deepEqual(
      disks.map((d) => [d.iv_name, d.size]),
      [
        ['disk/0', 2048],
        ['disk/1', 1024],
      ],
    );
  });

  for (const failing of ['file_storage_dir_create', 'blockdev_create', 'blockdev_wipe'] as const) {
    it(`is as before when ${failing} fails`, async () => {
      const config = down();
      config.cluster.prealloc_wipe_disks = true;
      const lab = await Lab.open(config);
      const before = lab.cfg;
      lab.rpc.fail(failing, 'full');
      await assert.rejects(lab.run({ ...set, ...add }), /full/);
      assert.deepEqual([lab.cfg.disks, lab.cfg.instances['web']?.disks], [before.disks, ['web-disk0']]);
      assert.equal(lab.rpc.trace.includes('blockdev_remove@node2'), failing === 'blockdev_wipe');
    });
  }

  it('plugs a disk into the running guest, and out of it', async () => {
    const lab = await Lab.open(labConfig([{ name: 'web' }]));
    lab.rpc.answer('blockdev_assemble', ['/dev/loop1', '/run/web:1', 'userspace://x']);
    assert.deepEqual(await lab.run({ ...set, ...add }), [
      ['disk/1', 'add:size=2048,mode=rw'],
      ['disk/1', 'hotplug:done'],
    ]);
    assert.deepEqual(lab.rpc.argsOf('hotplug_device')[0]?.extra, ['/run/web:1', 'userspace://x']);
    assert.deepEqual(await lab.run({ ...set, disks: [['remove', 'extra', {}]] }), [
      ['disk/1', 'remove'],
      ['disk/1', 'hotplug:done'],
    ]);
    assert.deepEqual(Object.keys(lab.cfg.disks), ['web-disk0']);
    const order = lab.rpc.trace.filter((t) => /hotplug_device|blockdev_(shutdown|remove)/.test(t)).slice(1);
    assert.deepEqual(order, ['hotplug_device@node2', 'blockdev_shutdown@node2', 'blockdev_remove@node2']);
  });

  it('does not remove a disk of a running guest otherwise', async () => {
    const lab = await Lab.open(labConfig([{ name: 'web' }]));
    lab.rpc.fail('hotplug_supported', 'no');
    await assert.rejects(
      lab.run({ ...set, disks: [['remove', 0, {}]] }),
      /a disk of a running instance is removed with --hotplug only/,
    );
  });

  it('detaches a disk with its data and attaches it to another instance', async () => {
    const lab = await Lab.open(
      labConfig([
        { name: 'web', state: 'down' },
        { name: 'db', state: 'down' },
      ]),
    );
    await lab.run({ ...set, disks: [['modify', 0, { name: 'data', mode: 'ro' }]] });
    assert.deepEqual(await lab.run({ ...set, disks: [['detach', 0, {}]] }), [['disk/0', 'detach']]);
    assert.deepEqual(lab.cfg.disks['web-disk0']?.logical_id, ['loop', '/srv/ganeti/file/web-disk0']);
    assert.deepEqual(lab.cfg.instances['web']?.disks, []);
    await assert.rejects(
      lab.run({ ...set, disks: [['attach', -1, { name: 'data', uuid: 'web-disk0' }]] }),
      /Only one argument is permitted/,
    );
    const db = { ...set, instance_name: 'db' } as const;
    await assert.rejects(lab.run({ ...db, disks: [['attach', -1, { name: 'db0' }]] }), /No disk was found/);
    const rows = await lab.run({ ...db, disks: [['attach', -1, { name: 'data' }]] });
    assert.deepEqual(rows, [['disk/1', 'attach:size=1024,mode=ro']]);
    assert.match(lab.cfg.disks['web-disk0'].logical_id[1], /\/db\.example\.com\/web-disk0$/);
    await assert.rejects(
      lab.run({ ...set, disks: [['attach', -1, { name: 'data' }]] }),
      /is attached to instance 'db.example.com'/,
    );
  });
});

describe('LUInstanceGrowDisk', () => {
  const grow = { OP_ID: 'OP_INSTANCE_GROW_DISK', ...name, disk: 0, amount: 128 } as const;

  it('tries first, then grows, records the size and tells the guest', async () => {
    const lab = await Lab.open(labConfig([{ name: 'web' }]));
    lab.rpc.answer('instance_info', running);
    lab.rpc.fail('resize_disk', 'not supported');
    await lab.run(grow);
    assert.deepEqual(
      lab.rpc.argsOf('blockdev_grow').map((a) => [a.amount, a.dryrun, a.backingstore]),
      [
        [128, true, true],
        [128, false, true],
        [128, false, false],
      ],
    );
    assert.equal(lab.cfg.disks['web-disk0']?.size, 1152);
    assert.equal(lab.rpc.argsOf('resize_disk')[0]?.new_size, 1152 * 1024 * 1024);
    assert.deepEqual(lab.lines, [
      "Growing disk 0 of instance 'web.example.com' by 128M to 1.1G",
      ' - INFO: Waiting for instance web.example.com to sync disks',
      " - INFO: Instance web.example.com's disks are in sync",
      "Telling the hypervisor of the disk's new size",
      ' - WARNING: Disk resize in hypervisor failed: not supported',
    ]);
  });

  it('takes the new size where that is given', async () => {
    const lab = await Lab.open(down());
    await lab.run({ ...grow, amount: 2048, absolute: true });
    assert.equal(lab.cfg.disks['web-disk0']?.size, 2048);
    assert.ok(lab.rpc.trace.includes('blockdev_shutdown@node2'));
  });

  it('wipes what is new where new disks are wiped', async () => {
    const lab = await Lab.open(labConfig([{ name: 'web' }], (c) => (c.cluster.prealloc_wipe_disks = true)));
    lab.rpc.answer('blockdev_getdimensions', [[1024 * 1024 * 1024, null]]);
    await lab.run(grow);
    assert.equal(lab.rpc.argsOf('blockdev_wipe')[0]?.offset, 1024);
  });

  it('records nothing when a node cannot', async () => {
    for (const failing of [0, 1, 2]) {
      const lab = await Lab.open(labConfig([{ name: 'web' }]));
      let seen = -1;
      lab.rpc.failAt = (_, { call }) => (call === 'blockdev_grow' && (seen += 1) === failing ? 'full' : undefined);
      await assert.rejects(lab.run(grow), /row request failed to node node2.example.com: full/);
      assert.equal(lab.cfg.disks['web-disk0']?.size, 1024);
    }
  });

  const refusals: readonly (readonly [string, object, RegExp])[] = [
    ['an index beyond the last', { disk: 7 }, /Invalid disk index: 7 \(instace has disks 0 to 0/],
    [
      'a smaller size',
      { amount: 10, absolute: true },
      /Disks can't shrink: 10M is less than the 1\.0G that the disk has/,
    ],
    ['a size beyond the policy', { amount: 100_000_000 }, /Growing disk 0 violates policy/],
  ];
  for (const [what, change, message] of refusals) {
    it(`refuses ${what}`, async () => {
      const lab = await Lab.open(down());
      await assert.rejects(lab.run({ ...grow, ...change }), message);
      assert.deepEqual(lab.rpc.trace, []);
    });
  }
});
