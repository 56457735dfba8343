import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GivenOpcode } from '@gnt/opcodes';
import { Lab } from '../../../../../support/lab.js';
import { labConfig } from '../../../../../support/lab-config.js';

const set = { OP_ID: 'OP_CLUSTER_SET_PARAMS' } as const;
type Changes = Partial<GivenOpcode<'OP_CLUSTER_SET_PARAMS'>>;

describe('LUClusterSetParams', () => {
  it('changes parameters of all kinds in place of the old, keeping the rest', async () => {
    const lab = await Lab.open();
    const before = lab.cfg.cluster;
    await lab.run({
      ...set,
      beparams: { vcpus: 2, maxmem: 512 },
      nicparams: { link: 'br5' },
      ndparams: { spindle_count: 4 },
      hvparams: { kvm: { kernel_path: '/boot/x' } },
      os_hvp: { noop: { kvm: { root_path: '/dev/vdb' } } },
      osparams: { noop: { dhcp: 'no' } },
      diskparams: { drbd: { metavg: 'fast' } },
    });
    const { cluster } = lab.cfg;
    assert.deepEqual(cluster.beparams['default'], { ...before.beparams['default'], vcpus: 2, maxmem: 512 });
    assert.equal(cluster.nicparams['default']?.link, 'br5');
    assert.equal(cluster.ndparams.spindle_count, 4);
    assert.equal(cluster.hvparams.kvm?.['kernel_path'], '/boot/x');
    assert.equal(cluster.hvparams.kvm['kernel_args'], before.hvparams.kvm?.['kernel_args']);
    assert.deepEqual(cluster.os_hvp, { noop: { kvm: { root_path: '/dev/vdb' } } });
    assert.deepEqual(cluster.osparams, { noop: { dhcp: 'no' } });
    assert.equal((cluster.diskparams.drbd as Record<string, unknown>)['metavg'], 'fast');
    assert.ok(lab.rpc.trace.filter((t) => t.startsWith('hypervisor_validate_params')).length >= 3);
  });

  it('takes OS parameters and those of hypervisors per OS away again', async () => {
    const lab = await Lab.open();
    await lab.run({ ...set, osparams: { noop: { a: '1', b: '2' } }, os_hvp: { noop: { kvm: { root_path: '/x' } } } });
    await lab.run({ ...set, osparams: { noop: { a: 'default' } }, os_hvp: { noop: { kvm: null } } });
    assert.deepEqual([lab.cfg.cluster.osparams, lab.cfg.cluster.os_hvp], [{ noop: { b: '2' } }, {}]);
  });

  it('hides and bars operating systems by lists of changes', async () => {
    const lab = await Lab.open(
      labConfig([], (c) => Object.assign(c.cluster, { hidden_os: ['a'], blacklisted_os: [] })),
    );
    await lab.run({
      ...set,
      hidden_os: [
        ['add', 'a'],
        ['add', 'b'],
        ['remove', 'c'],
      ],
      blacklisted_os: [['add', 'x']],
    });
    assert.deepEqual([lab.cfg.cluster.hidden_os, lab.cfg.cluster.blacklisted_os], [['a', 'b'], ['x']]);
    assert.equal(lab.lines.length, 2);
  });

  it('promotes nodes when there are to be more candidates', async () => {
    const lab = await Lab.open(
      labConfig([], (c) => {
        c.cluster.candidate_pool_size = 1;
        for (const uuid of ['node2', 'node3']) c.nodes[uuid]!.master_candidate = false;
        c.cluster.candidate_certs = { node1: '11' };
      }),
    );
    await lab.run({ ...set, candidate_pool_size: 2 });
    assert.equal(Object.values(lab.cfg.nodes).filter((n) => n.master_candidate).length, 2);
    assert.equal(Object.keys(lab.cfg.cluster.candidate_certs).length, 2);
    assert.match(lab.lines.join('\n'), /Promoted nodes to master candidate role: node[23]\.example\.com/);
  });

  it('moves the master’s address to another device', async () => {
    const lab = await Lab.open();
    await lab.run({ ...set, master_netdev: 'br9' });
    assert.deepEqual(lab.rpc.trace, ['node_deactivate_master_ip@node1', 'node_activate_master_ip@node1']);
    assert.equal(lab.rpc.argsOf('node_activate_master_ip')[0]?.master_params.netdev, 'br9');
    assert.equal(lab.cfg.cluster.master_netdev, 'br9');
  });

  it('does not move it when it cannot be taken down, unless forced', async () => {
    const lab = await Lab.open();
    const { master_netdev } = lab.cfg.cluster;
    lab.rpc.fail('node_deactivate_master_ip', 'busy');
    await assert.rejects(lab.run({ ...set, master_netdev: 'br9' }), /Could not disable the master ip: busy/);
    assert.equal(lab.cfg.cluster.master_netdev, master_netdev);
    await lab.run({ ...set, master_netdev: 'br9', force: true });
    assert.equal(lab.cfg.cluster.master_netdev, 'br9');
  });

  it('has the network for metadata made and every group connected to it', async () => {
    const lab = await Lab.open();
    await lab.run({ ...set, instance_communication_network: 'com' });
    assert.deepEqual(
      lab.submitted[0]?.map((op) => op['OP_ID']),
      ['OP_NETWORK_ADD', 'OP_NETWORK_CONNECT'],
    );
    assert.equal(lab.cfg.cluster.instance_communication_network, 'com');
  });

  it('starts and stops the watch for guests that switch themselves off', async () => {
    const lab = await Lab.open();
    await lab.run({ ...set, enabled_user_shutdown: !lab.cfg.cluster.enabled_user_shutdown });
    await lab.run({ ...set, enabled_user_shutdown: !lab.cfg.cluster.enabled_user_shutdown });
    const runs = lab.rpc.argsOf('node_ensure_daemon').map((a) => a.run);
    assert.deepEqual([runs.length, new Set(runs).size], [6, 2]);
  });

  const instances = [{ name: 'web' }];
  const refusals: readonly (readonly [string, Changes, RegExp, ((lab: Lab) => unknown)?])[] = [
    ['an unknown backend parameter', { beparams: { colour: 1 } }, /colour/],
    ['a malformed hypervisor parameter', { hvparams: { kvm: { kernel_path: 'relative' } } }, /kernel_path/],
    [
      'a template in use to be disabled',
      { enabled_disk_templates: ['diskless'] },
      /Disk template 'file' must stay enabled while disks have it:\n \* disk\/0 \(on web\.example\.com\)/,
    ],
    [
      'volumes without a group',
      { enabled_disk_templates: ['file', 'sharedfile', 'diskless', 'plain'], vg_name: '' },
      /Disk templates that need LVM are or become enabled: the volume group must stay\./,
    ],
    [
      'a policy of disabled templates',
      { ipolicy: { 'disk-templates': ['rbd'] } },
      /The instance policy allows disk templates that are not enabled: rbd/,
    ],
    [
      'to unset the policy',
      { ipolicy: { 'vcpu-ratio': 'default' } },
      /The cluster's own ipolicy needs a value for 'vcpu-ratio'/,
    ],
    [
      'to unset a directory in use',
      { file_storage_dir: '' },
      /The storage directory of 'file' must stay while disk template 'file' is enabled\./,
    ],
    ['an unknown allocator', { default_iallocator: 'nosuch' }, /Invalid default iallocator script 'nosuch'/],
    [
      'parameters that a node refuses',
      { hvparams: { kvm: { kernel_path: '/boot/none' } } },
      /validation failed on node node2.example.com: no such file/,
      (lab) => lab.rpc.fail('hypervisor_validate_params', 'no such file', 'node2'),
    ],
  ];
  for (const [what, changes, message, prepare] of refusals) {
    it(`refuses ${what} and changes nothing`, async () => {
      const lab = await Lab.open(labConfig(instances));
      prepare?.(lab);
      const before = lab.cfg;
      await assert.rejects(lab.run({ ...set, ...changes }), message);
      assert.deepEqual(lab.cfg, before);
    });
  }

  it('accepts the allocator that is built in and one that is installed', async () => {
    const lab = await Lab.open();
    await lab.run({ ...set, default_iallocator: 'hail' });
    assert.equal(lab.cfg.cluster.default_iallocator, 'hail');
  });

  it('warns of instances that a new policy does not allow', async () => {
    const lab = await Lab.open(labConfig([{ name: 'big', more: { beparams: { vcpus: 4 } } }]));
    const { minmax } = lab.cfg.cluster.ipolicy;
    const [bounds] = minmax;
    const narrow = [{ min: bounds!.min, max: { ...bounds!.max, 'cpu-count': 2 } }];
    await lab.run({ ...set, ipolicy: { minmax: narrow, std: { 'cpu-count': 1 } } });
    assert.match(lab.lines.join('\n'), /These instances do not fit the new instance policy: big\.example\.com/);
  });
});
