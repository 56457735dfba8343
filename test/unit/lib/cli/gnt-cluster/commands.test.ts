import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { answer, jobAnswers, submitted } from '../answers.js';
import { CliHarness } from '../harness.js';

let harness: CliHarness;
beforeEach(() => {
  harness = new CliHarness();
});
afterEach(async () => {
  await harness.close();
});

describe('gnt-cluster init', () => {
  async function init(...argv: string[]) {
    await harness.master(jobAnswers(1, [true]));
    const outcome = await harness.run(['gnt-cluster', 'init', ...argv, 'cluster.test']);
    return { outcome, options: harness.bootstrapped[0]?.[1] as Record<string, unknown> | undefined };
  }

  it('starts from the defaults of the original', async () => {
    const { outcome, options } = await init();
    assert.equal(outcome.exitCode, 0, outcome.stderr);
    assert.deepEqual(options, {
      cluster_name: 'cluster.test',
      enabled_hypervisors: ['xen-pvm'],
      enabled_disk_templates: ['drbd', 'plain'],
      mac_prefix: 'aa:00:00',
      nicparams: {},
      master_netdev: 'xen-br0',
      master_netmask: null,
      secondary_ip: null,
      primary_ip_version: 4,
      volume_group_name: 'xenvg',
      drbd_usermode_helper: '/bin/true',
      file_storage_dir: null,
      shared_file_storage_dir: null,
      gluster_storage_dir: '/var/run/ganeti/gluster',
      hvparams: {},
      beparams: {},
      ndparams: null,
      diskparams: {},
      ipolicy: {},
      hv_state: null,
      disk_state: null,
      candidate_pool_size: 10,
      uid_pool: [],
      default_iallocator: null,
      default_iallocator_params: {},
      maintain_node_health: false,
      prealloc_wipe_disks: false,
      use_external_mip_script: false,
      install_image: '',
      zeroing_image: '',
      compression_tools: ['gzip', 'gzip-fast', 'gzip-slow'],
      enabled_user_shutdown: false,
      modify_etc_hosts: true,
      modify_ssh_setup: true,
      ssh_key_type: 'rsa',
      ssh_key_bits: 2048,
    });
  });

  it('hands every option on', async () => {
    const { outcome, options } = await init(
      ...['--enabled-hypervisors', 'kvm,fake', '--enabled-disk-templates', 'file,sharedfile', '-m', 'aa:bb:cc'],
      ...['--master-netdev', 'br7', '--master-netmask', '24', '-s', '10.1.0.1', '--primary-ip-version', '6'],
      ...['--file-storage-dir', '/f', '--shared-file-storage-dir', '/s', '--gluster-storage-dir', '/g'],
      ...['-H', 'kvm:kvm_path=/k', '-H', 'fake:migration_mode=live', '-B', 'vcpus=2', '-N', 'link=br7'],
      ...['--node-parameters', 'ssh_port=2222', '-D', 'gluster:port=1', '-C', '3', '--uid-pool', '9,5-7'],
      ...[
        '-I',
        'hail',
        '--default-iallocator-params',
        'a=b',
        '--maintain-node-health',
        'yes',
        '--prealloc-wipe-disks',
        'yes',
      ],
      ...[
        '--use-external-mip-script',
        'yes',
        '--install-image',
        'i',
        '--zeroing-image',
        'z',
        '--compression-tools',
        'lzop',
      ],
      ...[
        '--user-shutdown',
        'yes',
        '--no-etc-hosts',
        '--no-ssh-init',
        '--ssh-key-type',
        'ecdsa',
        '--ssh-key-bits',
        '521',
      ],
      ...[
        '--hypervisor-state',
        'kvm:mem_node=5',
        '--disk-state',
        'plain/vg:disk_total=1',
        '--drbd-usermode-helper',
        '/d',
      ],
      ...['--ipolicy-disk-templates', 'file', '--ipolicy-vcpu-ratio', '2.5', '--ipolicy-spindle-ratio', 'default'],
      ...['--specs-mem-size', 'min=1G,std=2G', '--specs-cpu-count', 'max=9', '--vg-name', 'vg'],
    );
    assert.equal(outcome.exitCode, 0, outcome.stderr);
    const size = {
      'memory-size': 128,
      'disk-size': 1024,
      'disk-count': 1,
      'cpu-count': 1,
      'nic-count': 1,
      'spindle-use': 1,
    };
    assert.deepEqual(options, {
      cluster_name: 'cluster.test',
      enabled_hypervisors: ['kvm', 'fake'],
      enabled_disk_templates: ['file', 'sharedfile'],
      mac_prefix: 'aa:bb:cc',
      nicparams: { link: 'br7' },
      master_netdev: 'br7',
      master_netmask: 24,
      secondary_ip: '10.1.0.1',
      primary_ip_version: 6,
      volume_group_name: 'vg',
      drbd_usermode_helper: '/d',
      file_storage_dir: '/f',
      shared_file_storage_dir: '/s',
      gluster_storage_dir: '/g',
      hvparams: { kvm: { kvm_path: '/k' }, fake: { migration_mode: 'live' } },
      beparams: { vcpus: '2' },
      ndparams: { ssh_port: '2222' },
      diskparams: { gluster: { port: '1' } },
      ipolicy: {
        minmax: [
          {
            min: { ...size, 'memory-size': 1024 },
            max: {
              'memory-size': 32768,
              'disk-size': 1048576,
              'disk-count': 16,
              'cpu-count': 9,
              'nic-count': 8,
              'spindle-use': 12,
            },
          },
        ],
        std: { ...size, 'memory-size': 2048 },
        'disk-templates': ['file'],
        'vcpu-ratio': 2.5,
      },
      hv_state: { kvm: { mem_node: '5' } },
      disk_state: { plain: { vg: { disk_total: '1' } } },
      candidate_pool_size: 3,
      uid_pool: [
        [5, 7],
        [9, 9],
      ],
      default_iallocator: 'hail',
      default_iallocator_params: { a: 'b' },
      maintain_node_health: true,
      prealloc_wipe_disks: true,
      use_external_mip_script: true,
      install_image: 'i',
      zeroing_image: 'z',
      compression_tools: ['lzop'],
      enabled_user_shutdown: true,
      modify_etc_hosts: false,
      modify_ssh_setup: false,
      ssh_key_type: 'ecdsa',
      ssh_key_bits: 521,
    });
    assert.match(
      outcome.stdout,
      /--vg-name names a volume group, but no enabled disk template would use it; enable one that needs LVM or leave the option out\./,
    );
  });

  it('takes bounds and standard sizes as a whole', async () => {
    const spec = (memory: string) =>
      `memory-size=${memory},cpu-count=1,disk-count=1,disk-size=1G,nic-count=1,spindle-use=1`;
    const { options } = await init(
      '--ipolicy-bounds-specs',
      `min:${spec('128')}/max:${spec('1G')}`,
      '--ipolicy-std-specs',
      'memory-size=512',
    );
    const policy = options?.['ipolicy'] as { minmax: { max: Record<string, number> }[]; std: Record<string, number> };
    assert.equal(policy.minmax[0]?.max['memory-size'], 1024);
    assert.equal(policy.std['memory-size'], 512);
  });

  it('follows Open vSwitch with its usual names', async () => {
    const { options } = await init('-N', 'mode=openvswitch');
    assert.equal(options?.['master_netdev'], 'switch1');
    assert.deepEqual(options['nicparams'], { mode: 'openvswitch', link: 'switch1' });
  });

  const REFUSED: readonly (readonly [string[], RegExp])[] = [
    [
      ['--vg-name', ''],
      /Disk templates that need LVM are enabled, but there is no volume group; give one with --vg-name\./,
    ],
    [['--drbd-usermode-helper', ''], /DRBD can't be enabled and lose its usermode helper in one command\./],
    [['--primary-ip-version', '5'], /Invalid primary ip version value: '5'/],
    [['--master-netmask', 'x'], /Invalid master netmask value: 'x'/],
    [['--uid-pool', '5-6-7'], /Invalid user-id range '5-6-7'/],
    [['--ssh-key-type', 'dsa', '--ssh-key-bits', '2048'], /SSH keys of type dsa can't have 2048 bits/],
    [
      ['--specs-mem-size', 'min=1G', '--ipolicy-std-specs', 'memory-size=1'],
      /--specs-\.\.\. and --ipolicy-\.\.\.-specs options exclude each other/,
    ],
    [['--ipolicy-bounds-specs', 'min:memory-size=1'], /Missing parameters in ipolicy spec min: .*cpu-count/],
    [['--ipolicy-bounds-specs', 'mid:memory-size=1'], /Invalid key in bounds instance specifications: mid/],
    [['--specs-mem-size', 'min=lots'], /Invalid parameter memory-size \(lots\)/],
    [['--specs-cpu-count', 'least=1'], /Unknown parameter 'least'/],
    [['-H', 'no_kvm'], /Option -H cannot remove 'kvm'/],
  ];
  for (const [argv, expected] of REFUSED) {
    it(`refuses ${argv.join(' ')} before anything is made`, async () => {
      const { outcome, options } = await init(...argv);
      assert.equal(outcome.exitCode, 1);
      assert.match(outcome.stderr, expected);
      assert.equal(options, undefined);
    });
  }
});

describe('gnt-cluster destroy', () => {
  it('wants to be told twice', async () => {
    const luxi = await harness.master([]);
    assert.equal((await harness.run(['gnt-cluster', 'destroy'])).exitCode, 1);
    assert.deepEqual(luxi.sent, []);
  });

  it('ends the daemons after its opcode', async () => {
    const info = { modify_ssh_setup: true, use_external_mip_script: false };
    await harness.master([answer('QueryClusterInfo', info), ...jobAnswers(9, ['uuid-1'])]);
    assert.equal((await harness.run(['gnt-cluster', 'destroy', '--yes-do-it'])).exitCode, 0);
    assert.deepEqual(harness.bootstrapped, [
      ['destroy', 'uuid-1', { modifySshSetup: true, useExternalMipScript: false }],
    ]);
  });
});

describe('gnt-cluster on a machine that is not the master', () => {
  it('names the master', async () => {
    writeFileSync(harness.paths.ssconf('master_node'), 'node9.peer.test\n');
    assert.equal((await harness.run(['gnt-cluster', 'getmaster'])).stdout, 'node9.peer.test\n');
    const outcome = await harness.run(['gnt-cluster', 'version']);
    assert.equal(outcome.exitCode, 1);
    assert.match(outcome.stderr, /This node is not the master; run the command on node 'node9\.peer\.test', which is/);
  });

  it('says that there is no cluster', async () => {
    rmSync(harness.paths.ssconf('master_node'));
    assert.equal((await harness.run(['gnt-cluster', 'getmaster'])).exitCode, 2);
    assert.match(
      (await harness.run(['gnt-cluster', 'info'])).stderr,
      /This machine belongs to no cluster: 'gnt-cluster init' makes one, 'gnt-node add' on a master adds the machine to one/,
    );
  });
});

describe('gnt-cluster command and copyfile', () => {
  const nodes = (...names: string[]) => [
    answer('Query', {
      fields: [],
      data: [
        ...names.map((name) => [
          [0, name],
          [0, false],
          [0, `${name}-sip`],
        ]),
        [
          [0, 'node3'],
          [0, true],
          [0, 's'],
        ],
      ],
    }),
    answer(
      'QueryNodes',
      names.map(() => [22]),
    ),
  ];

  it('shows names and failures as asked, and skips offline nodes', async () => {
    const luxi = await harness.master([...nodes('node1', 'node2'), answer('QueryConfigValues', ['c', 'node1'])]);
    const outcome = await harness.run([
      'gnt-cluster',
      'command',
      '-M',
      '-n',
      'node1',
      '-n',
      'node2',
      '-g',
      'g1',
      'hostname',
    ]);
    assert.match(outcome.stdout, /^-+\nnode2: node2\nreturn code = 0\n-+\nnode1: node1\nreturn code = 0\n$/);
    assert.equal(outcome.stderr, 'Note: skipping offline node(s): node3\n');
    assert.deepEqual(luxi.sent[0]?.args[2], [
      '&',
      ['|', ['==', 'name', 'node1'], ['==', 'name', 'node2']],
      ['|', ['=', 'group', 'g1'], ['=', 'group.uuid', 'g1']],
    ]);
    await harness.master([...nodes('node1'), answer('QueryConfigValues', ['c', 'node1'])]);
    assert.equal((await harness.run(['gnt-cluster', 'command', '--failure-only', 'hostname'])).stdout, '');
  });

  it('copies a file that exists to all but the master', async () => {
    const file = join(harness.paths.dirs.data, 'x');
    writeFileSync(file, 'x');
    const luxi = await harness.master([answer('QueryConfigValues', ['c']), ...nodes('node2')]);
    assert.equal((await harness.run(['gnt-cluster', 'copyfile', '--use-replication-network', file])).exitCode, 0);
    assert.deepEqual(luxi.sent[1]?.args[2], ['!', ['?', 'master']]);
    assert.deepEqual(harness.copied, [['node2', 'node2-sip', file]]);
    assert.match(
      (await harness.run(['gnt-cluster', 'copyfile', '/no/such/file'])).stderr,
      /No such filename '\/no\/such\/file'/,
    );
    assert.match(
      (await harness.run(['gnt-cluster', 'copyfile', '/etc/passwd'])).stderr,
      /outside of this virtual node/,
    );
  });
});

describe('gnt-cluster verify', () => {
  it('fails when a check does', async () => {
    const luxi = await harness.master([
      answer('SubmitJob', 1),
      answer('WaitForJobChange', [['success'], []]),
      answer('QueryJobs', [['success', ['success'], [{ jobs: [[true, 2]] }]]]),
      answer('QueryJobs', [['running']]),
      answer('WaitForJobChange', [['success'], []]),
      answer('QueryJobs', [['success', ['success'], [false]]]),
    ]);
    const options = [
      '-v',
      '--debug-simulate-errors',
      '--error-codes',
      '--no-nplus1-mem',
      '--no-hv-param-assessment',
      '--verify-ssh-clutter',
    ];
    const outcome = await harness.run([
      'gnt-cluster',
      'verify',
      ...options,
      '-I',
      'ENODEN1',
      '-I',
      'ENODESSH',
      '-g',
      'g1',
    ]);
    assert.deepEqual([outcome.exitCode, outcome.stdout], [1, 'Submitted jobs 2\nWaiting for job 2 ...\n']);
    const [op] = submitted(luxi);
    assert.deepEqual(op?.['skip_checks'], ['nplusone_mem', 'hvparam_assessment']);
    assert.deepEqual(op['ignore_errors'], ['ENODEN1', 'ENODESSH']);
    assert.deepEqual(
      ['verbose', 'error_codes', 'debug_simulate_errors', 'group_name', 'verify_clutter'].map((key) => op[key]),
      [true, true, true, 'g1', true],
    );
  });
});
