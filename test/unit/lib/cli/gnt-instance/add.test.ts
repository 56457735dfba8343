import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CliHarness } from '../harness.js';
import { jobAnswers, submitted } from '../answers.js';

describe('gnt-instance add', () => {
  let harness: CliHarness;
  before(() => {
    harness = new CliHarness();
  });
  after(async () => {
    await harness.close();
  });

  async function add(...argv: string[]) {
    const luxi = await harness.master(jobAnswers(5, [['node1.peer.test']]));
    const outcome = await harness.run(['gnt-instance', 'add', ...argv]);
    return { outcome, op: submitted(luxi)[0] };
  }

  it('turns every option into a parameter of its opcode', async () => {
    const { outcome, op } = await add(
      ...['-B', 'memory=1G,vcpus=2', '-H', 'kvm:usb_devices=1:2 3:4,acpi=false', '-t', 'plain'],
      ...['--disk', '1:size=2G,mode=ro', '--disk', '0:size=512,spindles=2', '--net', '1:ip=10.0.0.1,mac=auto'],
      ...[
        '-n',
        'node1:node2',
        '-g',
        'group1',
        '-I',
        'hail',
        '-o',
        'debian+min',
        '-O',
        'a=b',
        '--os-parameters-private',
        'c=d',
      ],
      ...['--os-parameters-secret', 'e=f', '--no-conflicts-check', '--ip-check', '--name-check', '--no-wait-for-sync'],
      ...[
        '--file-storage-dir',
        'sub',
        '--file-driver',
        'loop',
        '--opportunistic-locking',
        '--tags',
        'x,y',
        '--no-start',
      ],
      ...['--force-variant', '--no-install', '--ignore-ipolicy', '-c', 'yes', '--helper-startup-timeout', '10'],
      ...[
        '--helper-shutdown-timeout',
        '20',
        '--forthcoming',
        '--dry-run',
        '--priority',
        'low',
        '--reason',
        'why',
        '-d',
        'web1',
      ],
    );
    assert.deepEqual(outcome, { exitCode: 0, stdout: '', stderr: outcome.stderr });
    const { reason, ...params } = op ?? {};
    assert.deepEqual(params, {
      OP_ID: 'OP_INSTANCE_CREATE',
      mode: 'create',
      instance_name: 'web1',
      pnode: 'node1',
      snode: 'node2',
      disks: [
        { size: 512, spindles: 2 },
        { size: 2048, mode: 'ro' },
      ],
      nics: [{}, { ip: '10.0.0.1', mac: 'auto' }],
      hypervisor: 'kvm',
      hvparams: { usb_devices: '1:2,3:4', acpi: false },
      beparams: { memory: 1024, vcpus: 2 },
      disk_template: 'plain',
      group_name: 'group1',
      conflicts_check: false,
      ip_check: true,
      name_check: true,
      wait_for_sync: false,
      file_storage_dir: 'sub',
      file_driver: 'loop',
      iallocator: 'hail',
      osparams: { a: 'b' },
      osparams_private: { c: 'd' },
      osparams_secret: { e: 'f' },
      opportunistic_locking: true,
      start: false,
      os_type: 'debian+min',
      force_variant: true,
      compress: 'none',
      tags: ['x', 'y'],
      no_install: true,
      identify_defaults: false,
      ignore_ipolicy: true,
      instance_communication: true,
      helper_startup_timeout: 10,
      helper_shutdown_timeout: 20,
      forthcoming: true,
      commit: false,
      debug_level: 1,
      dry_run: true,
      priority: 10,
    });
    assert.deepEqual(
      (reason as unknown[][]).map(([source, text]) => [source, text]),
      [
        ['gnt:user', 'why'],
        ['gnt:client:gnt-instance', 'add'],
      ],
    );
  });

  it('gives one default interface unless told otherwise', async () => {
    assert.deepEqual((await add('-t', 'diskless', 'a')).op?.['nics'], [{}]);
    assert.deepEqual((await add('-t', 'diskless', '--no-nics', 'a')).op?.['nics'], []);
  });

  it('takes -s as the size of the only disk, and adopts volumes', async () => {
    assert.deepEqual((await add('-t', 'file', '-s', '1.5G', 'a')).op?.['disks'], [{ size: 1536 }]);
    assert.deepEqual((await add('-t', 'plain', '--disk', '0:adopt=vol', 'a')).op?.['disks'], [
      { adopt: 'vol', size: 0 },
    ]);
  });

  it('prints the number of the job when it only submits', async () => {
    await harness.master(jobAnswers(5, []));
    const outcome = await harness.run(['gnt-instance', 'add', '--submit', '--print-jobid', '-t', 'diskless', 'a']);
    assert.deepEqual(outcome, { exitCode: 0, stdout: '5\n', stderr: 'JobID: 5\n' });
  });

  it('warns of options that do nothing any more', async () => {
    const { outcome } = await add('-t', 'diskless', '--no-name-check', '--no-ip-check', 'a');
    assert.match(outcome.stderr, /^Warning: --no-name-check: .*\n(.*\n)*Warning: --no-ip-check: /);
  });

  const REFUSED: readonly (readonly [string[], RegExp])[] = [
    [['-t', 'file'], /No disk information specified/],
    [['-t', 'diskless', '-s', '1G'], /Diskless instance but disk information passed/],
    [['-t', 'file', '-s', '1G', '--disk', '0:size=1G'], /either the '--disk' or '-s' option/],
    [['-t', 'file', '--disk', '0:size=huge'], /Invalid disk size for disk 0: Invalid format: 'huge'/],
    [['-t', 'file', '--disk', '0:mode=ro'], /Disk 0 needs a size, or what it is adopted from/],
    [['-t', 'file', '--disk', 'x:size=1G'], /Invalid disk index passed: 'x' is not a number/],
    [['-t', 'file', '--disk', 'no_0'], /Invalid disk\/0 value/],
    [['-t', 'plain', '--disk', '0:size=1G,adopt=v'], /Disk 0: give either 'size' or 'adopt', not both/],
    [['-t', 'plain', '--disk', '0:adopt=v,spindles=1'], /a disk that is adopted takes no spindles/],
    [['-t', 'file', '--disk', '0:size=1G,mode'], /Parameter 'mode' of disk 0 needs a value/],
    [
      ['-t', 'file', '--disk', '0:size=1G,spindles=many'],
      /Parameter Error: 'spindles' \(value many\) is not a valid integer/,
    ],
    [['-t', 'diskless', '--net', 'x:ip=1'], /Invalid NIC index passed/],
    [['-t', 'diskless', '--net', '0:nosuch=1'], /Parameter Error: Unknown parameter 'nosuch'/],
    [['-t', 'diskless', '-B', 'memory=much'], /Parameter Error: 'memory' \(value much\) is not a valid size/],
    [['-t', 'diskless', '-H', 'vmware:a=b'], /Unknown hypervisor 'vmware', known are .*kvm/],
    [['-t', 'diskless', '-H', 'no_kvm'], /Hypervisor 'kvm' cannot be removed here/],
    [['-t', 'diskless', '--forthcoming', '--commit'], /not both at once/],
  ];
  for (const [argv, expected] of REFUSED) {
    it(`refuses ${argv.join(' ')} before asking the master`, async () => {
      const { outcome, op } = await add(...argv, 'web1');
      assert.equal(outcome.exitCode, 1);
      assert.match(outcome.stderr, expected);
      assert.equal(op, undefined);
    });
  }
});
