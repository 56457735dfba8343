import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GivenOpcode } from '@gnt/opcodes';
import { Lab } from '../../../../../support/lab.js';
import { labConfig } from '../../../../../support/lab-config.js';

type Given = GivenOpcode<'OP_INSTANCE_CREATE'>;
const add: Given = {
  OP_ID: 'OP_INSTANCE_CREATE',
  instance_name: 'web',
  mode: 'create',
  disks: [{ size: 1024 }],
  nics: [{}],
  disk_template: 'sharedfile',
  os_type: 'noop',
  pnode: 'node2',
};
const NOOP: [string, string, boolean, string, string[], string[][], number[], boolean][] = [
  ['noop', '/srv/os/noop', true, '', [], [], [20], true],
];

async function lab(config = labConfig()): Promise<Lab> {
  const opened = await Lab.open(config);
  opened.rpc.answer('os_diagnose', NOOP);
  return opened;
}

describe('LUInstanceCreate', () => {
  it('makes disks, enters the instance, installs its OS and starts it', async () => {
    const l = await lab();
    assert.deepEqual(await l.run(add), ['node2.example.com']);
    assert.deepEqual(l.rpc.trace, [
      'hypervisor_validate_params@node2',
      'os_validate@node2',
      'bridges_exist@node2',
      'node_info@node2',
      'file_storage_dir_create@node2',
      'blockdev_create@node2',
      'blockdev_getmirrorstatus@node2',
      'blockdev_getmirrorstatus@node2',
      'os_diagnose@node2',
      'instance_os_add@node2',
      'instance_metadata_modify@node2',
      'instance_start@node2',
    ]);
    assert.deepEqual(l.lines, [
      '* disk 0, size 1.0G',
      '* creating instance disks...',
      'adding instance web to cluster config',
      'adding disks to cluster config',
      ' - INFO: Waiting for instance web to sync disks',
      " - INFO: Instance web's disks are in sync",
      ' - INFO: Waiting for instance web to sync disks',
      " - INFO: Instance web's disks are in sync",
      '* running the instance OS create scripts...',
      '* starting instance...',
    ]);
    const [instance] = Object.values(l.cfg.instances);
    assert.deepEqual(
      [instance?.name, instance?.primary_node, instance?.admin_state, instance?.disks_active],
      ['web', 'node2', 'up', true],
    );
    const disk = l.cfg.disks[instance?.disks[0] ?? ''];
    assert.match(
      String(disk?.logical_id[1]),
      /^\/srv\/ganeti\/shared-file-storage\/web\/[-0-9a-f]{36}\.sharedfile\.disk0$/,
    );
    assert.deepEqual(disk?.nodes, []);
    assert.match(instance?.nics[0]?.mac ?? '', /^aa:00:01(:[0-9a-f]{2}){3}$/);
  });

  it('gives a hypervisor that needs one a port of the cluster', async () => {
    const l = await lab();
    await l.run({ ...add, hypervisor: 'kvm' });
    assert.equal(Object.values(l.cfg.instances)[0]?.network_port, 11001);
    assert.equal(l.cfg.cluster.highest_used_port, 11001);
  });

  it('leaves out installation and start where they are not wanted', async () => {
    const l = await lab();
    await l.run({ ...add, no_install: true });
    assert.ok(!l.rpc.trace.includes('instance_os_add@node2') && !l.rpc.trace.includes('instance_start@node2'));
    assert.equal(Object.values(l.cfg.instances)[0]?.admin_state, 'down');
    assert.equal(l.lines[0], ' - INFO: No-installation mode selected, disabling startup');
  });

  it('has an allocator choose the node and tells it sizes and names', async () => {
    const l = await lab();
    const { pnode: _, ...without } = add;
    await l.run({ ...without, iallocator: 'hail' });
    assert.equal(Object.values(l.cfg.instances)[0]?.primary_node, 'node3');
    const { name, request } = l.requests[0]!;
    assert.equal(name, 'hail');
    assert.deepEqual(
      [request['type'], request['disk_space_total'], request['memory'], request['required_nodes']],
      ['allocate', 1024, 128, 1],
    );
    assert.ok(l.lines.includes(' - INFO: Selected nodes for instance web via iallocator hail: node3.example.com'));
  });

  it('refuses with what the allocator says when that finds no node', async () => {
    const l = await lab();
    l.allocator = { success: false, info: 'no room', result: [] };
    const { pnode: _, ...without } = add;
    await assert.rejects(l.run({ ...without, iallocator: 'hail' }), {
      args: ["Can't compute nodes using iallocator 'hail': no room", 'insufficient_resources'],
    });
  });

  it('tries again with all locks when those taken opportunistically were too few', async () => {
    const l = await lab();
    l.allocator = { success: false, info: 'no room', result: [] };
    const { pnode: _, ...without } = add;
    await assert.rejects(l.run({ ...without, iallocator: 'hail', opportunistic_locking: true }), /no room/);
    assert.equal(l.requests.length, 2);
    assert.ok(l.lines.includes('* falling back to full lock allocation'));
    assert.ok('node_whitelist' in l.requests[0]!.request && !('node_whitelist' in l.requests[1]!.request));
  });

  it('only reserves a forthcoming instance, and makes it real on commit', async () => {
    const l = await lab();
    await l.run({ ...add, forthcoming: true });
    assert.ok(!l.rpc.trace.some((c) => c.startsWith('blockdev_create')));
    const [planned] = Object.values(l.cfg.instances);
    assert.equal(planned?.forthcoming, true);
    await l.run({ ...add, commit: true });
    const [made] = Object.values(l.cfg.instances);
    assert.deepEqual([made?.uuid, made?.forthcoming ?? false, made?.disks], [planned.uuid, false, planned.disks]);
    assert.equal(l.cfg.disks[made?.disks[0] ?? '']?.forthcoming ?? false, false);
    assert.ok(l.rpc.trace.includes('blockdev_create@node2'));
  });

  it('takes the full form of a name that is to be checked', async () => {
    const l = await lab();
    l.machine.hosts.set('web.example.com', '192.0.2.99');
    await l.run({ ...add, name_check: true, nics: [{ ip: 'auto' }] });
    const [instance] = Object.values(l.cfg.instances);
    assert.deepEqual([instance?.name, instance?.nics[0]?.ip], ['web.example.com', '192.0.2.99']);
  });

  it('answers a dry run with the nodes and changes nothing', async () => {
    const l = await lab();
    assert.deepEqual(await l.run({ ...add, dry_run: true }), ['node2']);
    assert.deepEqual(l.cfg.instances, {});
  });

  const refusals: readonly (readonly [string, Partial<Given>, string | RegExp, string?])[] = [
    [
      'a name that is taken',
      { instance_name: 'old.example.com' },
      "Instance 'old.example.com' is already in the cluster",
      'already_exists',
    ],
    ['a name that can be none', { instance_name: 'no such' }, "Invalid hostname 'no such'", 'wrong_input'],
    ['an unknown node', { pnode: 'node9' }, "Node 'node9' not known", 'unknown_entity'],
    ['a disk without size', { disks: [{}] }, 'Missing disk size', 'wrong_input'],
    ['a disk of no size', { disks: [{ size: 0 }] }, /Invalid disk size '0'/, 'wrong_input'],
    ['a disk of nonsense size', { disks: [{ size: 'huge' }] }, /'size' \(value huge\) is not a valid size/],
    [
      'a disk beyond the policy',
      { disks: [{ size: 9437184 }] },
      /violates policy: disk-size\/0 value 9437184 is not in range \[1024, 1048576\]/,
      'wrong_input',
    ],
    [
      'a disk access mode that is none',
      { disks: [{ size: 1024, mode: 'x' }] },
      "Invalid disk access mode 'x'",
      'wrong_input',
    ],
    [
      'memory beyond the policy',
      { beparams: { memory: '900G' } },
      /memory-size value 921600 is not in range \[128, 32768\]/,
      'wrong_input',
    ],
    [
      'a template that is not enabled',
      { disk_template: 'plain' },
      /Disk template 'plain' is not enabled; enabled are: file,sharedfile,diskless/,
      'wrong_input',
    ],
    [
      'a hypervisor that is not enabled',
      { hypervisor: 'lxc' },
      /Selected hypervisor \(lxc\) not enabled/,
      'wrong_state',
    ],
    ['an unknown hypervisor parameter', { hvparams: { nosuch: 1 } }, /Unknown parameter 'nosuch'/],
    [
      'a parameter that is global',
      { hvparams: { migration_mode: 'live' } },
      /These hypervisor parameters count for all of the cluster; set them not for one instance but at the level of the cluster: migration_mode/,
      'wrong_input',
    ],
    ['neither OS nor image', { os_type: null }, 'Give a guest OS or an OS image', 'wrong_input'],
    ['both node and allocator', { iallocator: 'hail' }, 'Give a node or an iallocator, not both', 'wrong_input'],
    [
      'neither node nor allocator',
      { pnode: null },
      /Neither node nor iallocator given, and the cluster has no default one; give a node \(-n\) or an iallocator \(-I\), or set one with 'gnt-cluster modify --default-iallocator'/,
      'wrong_input',
    ],
    ['an IP check without a name check', { ip_check: true }, 'The IP check needs the name check', 'wrong_input'],
    [
      'an automatic address without a name check',
      { nics: [{ ip: 'auto' }] },
      "IP address 'auto' needs the name check",
      'wrong_input',
    ],
    ['an address that is none', { nics: [{ ip: '300.1.1.1' }] }, "Invalid IP address '300.1.1.1'", 'wrong_input'],
    ['a MAC address that is none', { nics: [{ mac: 'zz' }] }, "Invalid MAC address 'zz'", 'wrong_input'],
    [
      'a MAC address that is taken',
      { nics: [{ mac: 'aa:00:00:00:00:10' }] },
      'MAC address aa:00:00:00:00:10 already in use in cluster',
      'resource_not_unique',
    ],
    [
      'a network with a link',
      { nics: [{ network: 'net1', link: 'br0' }] },
      'A NIC with a network takes mode and link from it',
      'wrong_input',
    ],
    ['an unknown network', { nics: [{ network: 'net1' }] }, "Network 'net1' not found", 'unknown_entity'],
    [
      'a device name that is a number',
      { disks: [{ size: 1024, name: '3' }] },
      /Invalid name '3': a disk needs more than digits in its name/,
      'wrong_input',
    ],
    ['an import', { mode: 'import' }, /mode 'import' is not available/, 'wrong_input'],
    ['a tag with a blank', { tags: ['a b'] }, /invalid characters/],
  ];
  for (const [what, change, message, ecode] of refusals) {
    it(`refuses ${what} without having touched anything`, async () => {
      const l = await lab(labConfig([{ name: 'old' }]));
      const error = await l.run({ ...add, ...change }).then(
        () => assert.fail('accepted'),
        (e: unknown) => e as Error & { ecode?: string },
      );
      if (typeof message === 'string') assert.equal(error.message, message);
      else assert.match(error.message, message);
      if (ecode !== undefined) assert.equal(error.ecode, ecode);
      assert.deepEqual(Object.keys(l.cfg.instances), ['old']);
      assert.ok(!l.rpc.trace.some((c) => c.includes('_create') || c.startsWith('instance_')));
    });
  }

  it('refuses an OS that the node does not have', async () => {
    const l = await lab();
    l.rpc.fail('os_validate', 'Directory for OS nosuch not found in search path');
    await assert.rejects(
      l.run({ ...add, os_type: 'nosuch' }),
      /OS Parameters validation failed on node node2.example.com: Directory for OS nosuch not found/,
    );
  });

  it('refuses a node that is drained', async () => {
    const l = await lab(
      labConfig([], (c) => Object.assign(c.nodes['node2']!, { drained: true, master_candidate: false })),
    );
    await assert.rejects(l.run(add), /Cannot use drained primary node 'node2.example.com'/);
  });

  it('removes the disks it made when one of them cannot be made', async () => {
    const l = await lab();
    let made = 0;
    l.rpc.failAt = (_i, { call }) => (call === 'blockdev_create' && (made += 1) === 2 ? 'disk full' : undefined);
    await assert.rejects(
      l.run({ ...add, disks: [{ size: 1024 }, { size: 1024 }] }),
      /Device disk\/1 could not be made on node node2\.example\.com for instance web: disk full/,
    );
    assert.deepEqual(l.cfg.instances, {});
    assert.deepEqual(l.cfg.disks, {});
    const [removed] = l.rpc.argsOf('blockdev_remove');
    assert.equal(removed?.bdev.iv_name, 'disk/0');
    assert.ok(l.lines.includes(' - WARNING: Device creation failed'));
  });

  it('removes an instance whose mirrors are degraded', async () => {
    const l = await lab();
    l.rpc.answer('blockdev_getmirrorstatus', [{ is_degraded: true }]);
    await assert.rejects(l.run(add), /Disks of the instance are degraded/);
    assert.deepEqual([l.cfg.instances, l.cfg.disks], [{}, {}]);
    assert.ok(l.rpc.trace.includes('blockdev_remove@node2') && l.rpc.trace.includes('file_storage_dir_remove@node2'));
  });

  it('leaves nothing behind when a call fails before the instance is entered, and the instance when one fails after', async () => {
    const whole = await lab();
    await whole.run(add);
    const calls = whole.rpc.calls.map((c) => c.call);
    const entered = calls.indexOf('blockdev_getmirrorstatus');
    for (const [at, call] of calls.entries()) {
      if (['hooks_runner', 'instance_metadata_modify', 'blockdev_getmirrorstatus'].includes(call)) continue;
      const l = await lab();
      l.rpc.failAt = (i) => (i === at ? 'injected' : undefined);
      await assert.rejects(l.run(add), /injected/);
      assert.equal(Object.keys(l.cfg.instances).length, at < entered ? 0 : 1, call);
      // The name and the MAC address are free again for the next job.
      if (at < entered) assert.deepEqual(await l.run(add), ['node2.example.com'], call);
    }
  });
});
