import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { answer, jobAnswers, submitted } from '../answers.js';
import { CliHarness, type Outcome } from '../harness.js';

let harness: CliHarness;
beforeEach(() => {
  harness = new CliHarness();
});
afterEach(async () => {
  await harness.close();
});

async function modify(...argv: string[]): Promise<{ outcome: Outcome; op: Record<string, unknown> | undefined }> {
  const luxi = await harness.master(jobAnswers(7, [null]));
  const outcome = await harness.run(['gnt-cluster', 'modify', ...argv]);
  const [sent] = submitted(luxi);
  if (sent === undefined) return { outcome, op: undefined };
  const op = { ...sent };
  for (const name of ['OP_ID', 'reason', 'priority', 'dry_run', 'debug_level', 'force'])
    Reflect.deleteProperty(op, name);
  // As in the original, groups of parameters that were not asked for are sent empty.
  const asked = Object.entries(op).filter(
    ([, given]) =>
      given !== null && !(typeof given === 'object' && !Array.isArray(given) && Object.keys(given).length === 0),
  );
  return { outcome, op: Object.fromEntries(asked) };
}

describe('gnt-cluster modify', () => {
  const spec = (memory: number) =>
    `memory-size=${String(memory)},cpu-count=1,disk-count=1,disk-size=1024,nic-count=1,spindle-use=1`;
  const sizes = (memory: number) => ({
    'memory-size': memory,
    'cpu-count': 1,
    'disk-count': 1,
    'disk-size': 1024,
    'nic-count': 1,
    'spindle-use': 1,
  });
  const TABLE: readonly (readonly [argv: string[], params: Record<string, unknown>])[] = [
    [['-B', 'memory=1G'], { beparams: { memory: 1024 } }],
    [['-C', '5'], { candidate_pool_size: 5 }],
    [['--max-running-jobs', '30'], { max_running_jobs: 30 }],
    [['--max-tracked-jobs', '40'], { max_tracked_jobs: 40 }],
    [['--install-image', '/i'], { install_image: '/i' }],
    [['--instance-communication-network', ''], { instance_communication_network: '' }],
    [['--enabled-hypervisors', 'kvm,fake'], { enabled_hypervisors: ['kvm', 'fake'] }],
    [
      ['-H', 'kvm:acpi=False', '-H', 'fake:migration_mode=live'],
      { hvparams: { kvm: { acpi: false }, fake: { migration_mode: 'live' } } },
    ],
    [['-m', 'aa:bb:cc'], { mac_prefix: 'aa:bb:cc' }],
    [['--master-netdev', 'br9'], { master_netdev: 'br9' }],
    [['--master-netmask', '24'], { master_netmask: 24 }],
    [['-N', 'link=br5'], { nicparams: { link: 'br5' } }],
    [['--vg-name', ''], { vg_name: '' }],
    [['--maintain-node-health', 'yes'], { maintain_node_health: true }],
    [
      ['--uid-pool', '5-7,9'],
      {
        uid_pool: [
          [5, 7],
          [9, 9],
        ],
      },
    ],
    [['--add-uids', '10'], { add_uids: [[10, 10]] }],
    [['--remove-uids', '5-6'], { remove_uids: [[5, 6]] }],
    [['--drbd-usermode-helper', '/d'], { drbd_helper: '/d' }],
    [['-I', 'hail'], { default_iallocator: 'hail' }],
    [['--default-iallocator-params', 'a=b'], { default_iallocator_params: { a: 'b' } }],
    [['--reserved-lvs', ''], { reserved_lvs: [] }],
    [['--reserved-lvs', 'xen/.*,a\\,b'], { reserved_lvs: ['xen/.*', 'a,b'] }],
    [['--prealloc-wipe-disks', 'no'], { prealloc_wipe_disks: false }],
    [['--node-parameters', 'spindle_count=2'], { ndparams: { spindle_count: 2 } }],
    [['--use-external-mip-script', 'yes'], { use_external_mip_script: true }],
    [['-D', 'drbd:metavg=fast'], { diskparams: { drbd: { metavg: 'fast' } } }],
    [['--hypervisor-state', 'kvm:mem_node=5'], { hv_state: { kvm: { mem_node: '5' } } }],
    [['--disk-state', 'plain/vg:disk_total=1'], { disk_state: { plain: { vg: { disk_total: '1' } } } }],
    [['--enabled-disk-templates', 'file,plain'], { enabled_disk_templates: ['file', 'plain'] }],
    [['--ipolicy-std-specs', 'memory-size=1G'], { ipolicy: { std: { 'memory-size': 1024 } } }],
    [
      ['--ipolicy-bounds-specs', `min:${spec(64)}/max:${spec(128)}`],
      { ipolicy: { minmax: [{ min: sizes(64), max: sizes(128) }] } },
    ],
    [['--ipolicy-disk-templates', 'file,drbd'], { ipolicy: { 'disk-templates': ['file', 'drbd'] } }],
    [
      ['--ipolicy-vcpu-ratio', '2.5', '--ipolicy-spindle-ratio', 'default'],
      { ipolicy: { 'vcpu-ratio': 2.5, 'spindle-ratio': 'default' } },
    ],
    [['--modify-etc-hosts', 'no'], { modify_etc_hosts: false }],
    [['--user-shutdown', 'yes'], { enabled_user_shutdown: true }],
    [['--file-storage-dir', '/f'], { file_storage_dir: '/f' }],
    [['--shared-file-storage-dir', '/s'], { shared_file_storage_dir: '/s' }],
    [['--zeroing-image', 'http://h.test/z'], { zeroing_image: 'http://h.test/z' }],
    [['--compression-tools', 'gzip,lzop'], { compression_tools: ['gzip', 'lzop'] }],
    [['--compression-tools', ''], { compression_tools: ['gzip', 'gzip-fast', 'gzip-slow'] }],
    [['--enabled-data-collectors', 'drbd=true,lv=False'], { enabled_data_collectors: { drbd: true, lv: false } }],
    [['--data-collector-interval', 'drbd=2.5'], { data_collector_interval: { drbd: 2_500_000 } }],
  ];
  for (const [argv, params] of TABLE) {
    it(`asks for one change with ${argv.join(' ')}`, async () => {
      const { outcome, op } = await modify(...argv);
      assert.equal(outcome.exitCode, 0, outcome.stderr);
      assert.deepEqual(op, params);
    });
  }

  it('asks for nothing without options', async () => {
    const { outcome, op } = await modify('--force');
    assert.deepEqual([outcome.exitCode, op], [1, undefined]);
    assert.match(outcome.stderr, /Nothing to change/);
  });

  it('refuses what cannot be read before it asks', async () => {
    for (const [argv, message] of [
      [['--master-netmask', 'x'], /Invalid master netmask value: 'x'/],
      [['--data-collector-interval', 'drbd=soon'], /Invalid interval 'soon' of collector drbd/],
      [['--data-collector-interval', 'drbd=0'], /Invalid interval '0' of collector drbd/],
      [['--add-uids', 'a'], /Invalid user-id range 'a'/],
      [['-H', 'no_kvm'], /Option -H cannot remove 'kvm'/],
      [['--ipolicy-bounds-specs', 'min:memory-size=1'], /Missing parameters in ipolicy spec min/],
    ] as const) {
      const { outcome, op } = await modify(...argv);
      assert.equal(outcome.exitCode, 1, argv.join(' '));
      assert.equal(op, undefined);
      assert.match(outcome.stderr, message);
    }
  });

  it('remarks on a volume group and a helper without a use', async () => {
    const { outcome } = await modify(
      ...['--enabled-disk-templates', 'file', '--vg-name', 'vg', '--drbd-usermode-helper', '/d'],
    );
    assert.equal(outcome.exitCode, 0);
    assert.match(outcome.stdout, /--vg-name names a volume group, but none .* is enabled: .*drbd/);
    assert.match(outcome.stdout, /--drbd-usermode-helper names a helper, but the disk template drbd is not enabled/);
  });

  it('waits for the jobs that make the network to the metadata daemon, and tells their failure', async () => {
    for (const [status, code] of [
      ['success', 0],
      ['error', 1],
    ] as const) {
      await harness.master([
        answer('SubmitManyJobs', [[true, 7]]),
        answer('SubmitJob', 7),
        answer('WaitForJobChange', [['success'], []]),
        answer('QueryJobs', [['success', ['success'], [{ jobs: [[true, 8]] }]]]),
        answer('QueryJobs', [['running']]),
        answer('WaitForJobChange', [[status], []]),
        answer('QueryJobs', [[status, [status], [status === 'success' ? null : ['OpExecError', ['no']]]]]),
      ]);
      const outcome = await harness.run(['gnt-cluster', 'modify', '--instance-communication-network', 'com']);
      assert.equal(outcome.exitCode, code, outcome.stderr);
      assert.match(outcome.stdout, /Waiting for job 8/);
    }
  });
});
