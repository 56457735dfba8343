import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cluster, ConfigData } from '@gnt/objects';
import type { GivenOpcode } from '@gnt/opcodes';
import { Lab } from '../../../../../support/lab.js';
import { labConfig } from '../../../../../support/lab-config.js';

const set = { OP_ID: 'OP_CLUSTER_SET_PARAMS' } as const;
type Changes = Partial<GivenOpcode<'OP_CLUSTER_SET_PARAMS'>>;
type Setup = (data: ConfigData) => void;

/** Sets up a cluster whose volume group is there and whose templates include plain. */
const withLvm: Setup = ({ cluster }) => {
  cluster.volume_group_name = 'old';
  cluster.enabled_disk_templates = ['file', 'sharedfile', 'plain', 'diskless'];
};

describe('each setting of LUClusterSetParams', () => {
  const applied: readonly (readonly [
    changes: Changes,
    field: (cluster: Cluster) => unknown,
    value: unknown,
    Setup?,
  ])[] = [
    [{ candidate_pool_size: 4 }, (c) => c.candidate_pool_size, 4],
    [{ max_running_jobs: 7 }, (c) => c.max_running_jobs, 7],
    [{ max_tracked_jobs: 8 }, (c) => c.max_tracked_jobs, 8],
    [{ maintain_node_health: true }, (c) => c.maintain_node_health, true],
    [{ modify_etc_hosts: false }, (c) => c.modify_etc_hosts, false],
    [{ prealloc_wipe_disks: true }, (c) => c.prealloc_wipe_disks, true],
    [{ use_external_mip_script: true }, (c) => c.use_external_mip_script, true],
    [{ default_iallocator: '' }, (c) => c.default_iallocator, ''],
    [{ default_iallocator_params: { a: 'b' } }, (c) => c.default_iallocator_params, { a: 'b' }],
    [{ reserved_lvs: ['x.*'] }, (c) => c.reserved_lvs, ['x.*']],
    [{ mac_prefix: 'AA:0b:cc' }, (c) => c.mac_prefix, 'aa:0b:cc'],
    [{ mac_prefix: '' }, (c) => c.mac_prefix, 'aa:00:00', ({ cluster }) => (cluster.mac_prefix = 'aa:00:00')],
    [{ master_netmask: 25 }, (c) => c.master_netmask, 25],
    [{ master_netdev: '' }, (c) => c.master_netdev, 'br0', ({ cluster }) => (cluster.master_netdev = 'br0')],
    [{ install_image: 'https://h.test/i' }, (c) => c.install_image, 'https://h.test/i'],
    [{ zeroing_image: '/z' }, (c) => c.zeroing_image, '/z'],
    [{ compression_tools: ['gzip', 'lzop'] }, (c) => c.compression_tools, ['gzip', 'lzop']],
    [{ enabled_user_shutdown: true }, (c) => c.enabled_user_shutdown, true],
    [{ enabled_hypervisors: ['kvm'] }, (c) => c.enabled_hypervisors, ['kvm']],
    [
      { enabled_disk_templates: ['diskless', 'file', 'sharedfile'] },
      (c) => c.enabled_disk_templates,
      ['diskless', 'file', 'sharedfile'],
    ],
    [{ enabled_disk_templates: [] }, (c) => c.enabled_disk_templates, ['file', 'sharedfile', 'diskless']],
    [{ vg_name: 'fast' }, (c) => c.volume_group_name, 'fast', withLvm],
    [{ vg_name: '' }, (c) => c.volume_group_name, null, ({ cluster }) => (cluster.volume_group_name = 'old')],
    [{ drbd_helper: '/bin/h' }, (c) => c.drbd_usermode_helper, '/bin/h'],
    [{ drbd_helper: '' }, (c) => c.drbd_usermode_helper, null],
    [{ file_storage_dir: '/srv/f' }, (c) => c.file_storage_dir, '/srv/f'],
    [{ shared_file_storage_dir: '/srv/s' }, (c) => c.shared_file_storage_dir, '/srv/s'],
    [{ gluster_storage_dir: '/srv/g' }, (c) => c.gluster_storage_dir, '/srv/g'],
    [
      { instance_communication_network: '' },
      (c) => c.instance_communication_network,
      '',
      ({ cluster }) => (cluster.instance_communication_network = 'old'),
    ],
    [{ uid_pool: [[5, 9]] }, (c) => c.uid_pool, [[5, 9]]],
    [
      { add_uids: [[10, 12]] },
      (c) => c.uid_pool,
      [
        [5, 9],
        [10, 12],
      ],
      ({ cluster }) => (cluster.uid_pool = [[5, 9]]),
    ],
    [
      { add_uids: [[20, 20]], remove_uids: [[5, 9]] },
      (c) => c.uid_pool,
      [[20, 20]],
      ({ cluster }) => (cluster.uid_pool = [[5, 9]]),
    ],
    [{ enabled_data_collectors: { drbd: false } }, (c) => c.data_collectors['drbd']?.active, false],
    [{ data_collector_interval: { lv: 7_000_000 } }, (c) => c.data_collectors['lv']?.interval, 7_000_000],
    [{ ndparams: { oob_program: '/bin/oob' } }, (c) => c.ndparams.oob_program, '/bin/oob'],
    [{ ndparams: { oob_program: '' } }, (c) => c.ndparams.oob_program, ''],
    [
      { beparams: { memory: '1G' } },
      (c) => [c.beparams['default']?.maxmem, c.beparams['default']?.minmem],
      [1024, 1024],
    ],
    [
      { nicparams: { mode: 'routed', link: '100' } },
      (c) => [c.nicparams['default']?.mode, c.nicparams['default']?.link],
      ['routed', '100'],
    ],
    [
      { hv_state: { kvm: { mem_node: 7 } } },
      (c) => (c.hv_state_static as Record<string, Record<string, unknown>>)['kvm']?.['mem_node'],
      7,
    ],
    [
      { disk_state: { plain: { vg: { disk_reserved: 9 } } } },
      (c) =>
        (c.disk_state_static as Record<string, Record<string, Record<string, unknown>>>)['plain']?.['vg']?.[
          'disk_reserved'
        ],
      9,
    ],
    [{ ipolicy: { 'vcpu-ratio': 3 } }, (c) => c.ipolicy['vcpu-ratio'], 3],
    [{ ipolicy: { std: { 'memory-size': 256 } } }, (c) => c.ipolicy.std['memory-size'], 256],
    [{ diskparams: { plain: { stripes: '2' } } }, (c) => (c.diskparams.plain as Record<string, unknown>)['stripes'], 2],
    [{ osparams_private_cluster: { noop: { key: 'x' } } }, (c) => c.osparams_private_cluster, { noop: { key: 'x' } }],
  ];
  for (const [changes, field, value, setup] of applied) {
    it(`applies ${JSON.stringify(changes)}`, async () => {
      const lab = await Lab.open(labConfig([], setup));
      lab.rpc.answer('vg_list', { old: 100_000, fast: 100_000 });
      await lab.run({ ...set, ...changes });
      assert.deepEqual(field(lab.cfg.cluster as Cluster), value);
    });
  }

  const refused: readonly (readonly [changes: Changes, message: RegExp, code: string, Setup?])[] = [
    [{ uid_pool: [[9, 5]] }, /9.*5/, 'wrong_input'],
    [{ remove_uids: [[6, 7]] }, /No range of the user-id pool is 6-7/, 'wrong_input'],
    [{ mac_prefix: 'aa:bb' }, /Invalid MAC address prefix 'aa:bb'/, 'wrong_input'],
    [{ master_netmask: 33 }, /CIDR netmask \(33\) not valid/, 'wrong_input'],
    [{ install_image: 'relative' }, /Install image takes an absolute path or a URL/, 'wrong_input'],
    [{ zeroing_image: 'relative' }, /Zeroing image takes an absolute path or a URL/, 'wrong_input'],
    [{ compression_tools: ['lzop'] }, /gzip must stay among the compression tools/, 'wrong_input'],
    [{ compression_tools: ['gzip', 'rm -rf'] }, /unlike 'rm -rf'/, 'wrong_input'],
    [{ compression_tools: ['gzip', 'none'] }, /none means no compression/, 'wrong_input'],
    [{ enabled_data_collectors: { nosuch: true } }, /There is no data collector 'nosuch'/, 'wrong_input'],
    [{ data_collector_interval: { lv: 0 } }, /interval of data collector 'lv' must be above zero/, 'wrong_input'],
    [{ diskparams: { plain: { colour: 1 } } }, /colour/, 'wrong_input'],
    [{ ndparams: { colour: 1 } }, /colour/, 'wrong_input'],
    [{ nicparams: { mode: 'odd' } }, /odd/, 'wrong_input'],
    [{ hv_state: { nosuch: {} } }, /Invalid hypervisor\(s\) in hypervisor state: nosuch/, 'wrong_input'],
    [{ disk_state: { nosuch: {} } }, /Invalid storage type\(s\) in disk state: nosuch/, 'wrong_input'],
    [
      { enabled_disk_templates: ['file', 'plain'] },
      /can't be enabled without a volume group/,
      'wrong_input',
      ({ cluster }) => (cluster.volume_group_name = null),
    ],
    [
      { enabled_disk_templates: ['file', 'drbd'], vg_name: 'fast' },
      /DRBD needs a usermode helper/,
      'wrong_state',
      ({ cluster }) => (cluster.drbd_usermode_helper = null),
    ],
    [{ vg_name: 'gone' }, /volume group 'gone' missing/, 'environment_error', withLvm],
    [{ vg_name: 'small' }, /volume group 'small' too small/, 'environment_error', withLvm],
  ];
  for (const [changes, message, code, setup] of refused) {
    it(`refuses ${JSON.stringify(changes)} and changes nothing`, async () => {
      const lab = await Lab.open(labConfig([{ name: 'web', more: { nics: [] } }], setup));
      lab.rpc.answer('vg_list', { fast: 100_000, small: 10 });
      const before = lab.cfg;
      await assert.rejects(lab.run({ ...set, ...changes }), (e: Error & { args?: readonly unknown[] }) => {
        assert.match(e.message, message);
        if (e.name === 'OpPrereqError') assert.equal(e.args?.[1], code);
        return true;
      });
      assert.deepEqual(lab.cfg, before);
    });
  }

  it('warns of a network for communication that is wider than it should be', async () => {
    const network =
      (more: object): Setup =>
      (data) => {
        data.networks['net1'] = {
          uuid: 'net1',
          name: 'com',
          network: '169.254.0.0/16',
          gateway: null,
          network6: 'fe80::/10',
          gateway6: null,
          mac_prefix: '52:54:00',
          reservations: '',
          ext_reservations: '',
          tags: [],
          ctime: 1,
          mtime: 1,
          serial_no: 1,
          ...more,
        };
      };
    const good = await Lab.open(labConfig([], network({})));
    await good.run({ ...set, instance_communication_network: 'com' });
    assert.doesNotMatch(good.lines.join('\n'), /risk/);
    const wide = await Lab.open(labConfig([], network({ gateway: '169.254.0.1', network6: null })));
    await wide.run({ ...set, instance_communication_network: 'com' });
    assert.match(wide.lines.join('\n'), /has an IPv4 gateway, '169\.254\.0\.1' \(usual: 'null'\)/);
    assert.match(wide.lines.join('\n'), /has a non-standard IPv6 network address, 'null' \(usual: 'fe80::\/10'\)/);
  });

  it('notes that there are more candidates than there should be', async () => {
    const lab = await Lab.open();
    await lab.run({ ...set, candidate_pool_size: 1 });
    assert.match(lab.lines.join('\n'), /Note: more nodes are candidates \(3\) than desired \(1\)/);
  });
});
