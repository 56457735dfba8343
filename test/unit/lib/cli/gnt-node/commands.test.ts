import assert from 'node:assert/strict';
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

describe('gnt-node add', () => {
  const ANSWERS = [
    answer('QueryGroups', [[2222]]),
    answer('QueryNodes', []),
    answer('QueryConfigValues', [true]),
    answer('QueryConfigValues', ['cluster.test']),
    answer('QueryConfigValues', ['rsa', 4096]),
    answer('Query', { fields: [], data: [[[0, 'uuid-1']]] }),
    ...jobAnswers(4, [null]),
  ];

  it('sets the machine up and then submits the opcode', async () => {
    const luxi = await harness.master(ANSWERS);
    const outcome = await harness.run([
      ...[
        'gnt-node',
        'add',
        '--no-ssh-key-check',
        '-g',
        'g1',
        '-s',
        '10.1.0.2',
        '--master-capable',
        'no',
        '--vm-capable',
        'yes',
      ],
      ...[
        '--node-parameters',
        'oob_program=/bin/true',
        '--hypervisor-state',
        'kvm:mem_total=5',
        '--disk-state',
        'plain/xenvg:disk_total=9',
      ],
      ...['-v', 'node2'],
    ]);
    assert.equal(outcome.exitCode, 0, outcome.stderr);
    assert.deepEqual(harness.bootstrapped, [
      [
        'setup',
        {
          cluster_name: 'cluster.test',
          node: { name: 'node2.peer.test', port: 2222 },
          checkHostKey: false,
          ssh: { key_type: 'rsa', key_bits: 4096, candidates: ['uuid-1'] },
          debug: false,
          verbose: true,
        },
      ],
    ]);
    const { reason, ...op } = submitted(luxi)[0] ?? {};
    assert.ok(reason);
    assert.deepEqual(op, {
      OP_ID: 'OP_NODE_ADD',
      node_name: 'node2',
      secondary_ip: '10.1.0.2',
      readd: false,
      group: 'g1',
      vm_capable: true,
      ndparams: { oob_program: '/bin/true' },
      master_capable: false,
      disk_state: { plain: { xenvg: { disk_total: '9' } } },
      hv_state: { kvm: { mem_total: '5' } },
      node_setup: true,
      debug_level: 0,
    });
  });

  it('refuses a name that does not resolve and a readd of what is unknown or the master', async () => {
    await harness.master([]);
    assert.match((await harness.run(['gnt-node', 'add', 'nowhere'])).stderr, /error type: resolver_error.*\n.*nowhere/);
    await harness.master(ANSWERS);
    assert.match(
      (await harness.run(['gnt-node', 'add', '--readd', 'node2'])).stderr,
      /There is no node node2\.peer\.test in this cluster - leave out '--readd' to add it/,
    );
    await harness.master([
      answer('QueryGroups', [[22]]),
      answer('QueryNodes', [['node1.peer.test', '10.0.0.1', true, 22]]),
    ]);
    assert.match((await harness.run(['gnt-node', 'add', '--readd', 'node1'])).stderr, /is the master, cannot readd/);
    assert.deepEqual(harness.bootstrapped, []);
  });
});

describe('gnt-node modify', () => {
  it('shows what was changed', async () => {
    const luxi = await harness.master(
      jobAnswers(4, [
        [
          ['master_candidate', false],
          ['drained', true],
        ],
      ]),
    );
    const outcome = await harness.run([
      ...[
        'gnt-node',
        'modify',
        '-C',
        'no',
        '-D',
        'yes',
        '--auto-promote',
        '--node-powered',
        'yes',
        '--secondary-ip',
        '10.1.0.3',
      ],
      'node2',
    ]);
    assert.equal(outcome.stdout, 'Modified node node2\n - master_candidate -> False\n - drained -> True\n');
    const [op] = submitted(luxi);
    assert.deepEqual(
      ['master_candidate', 'drained', 'auto_promote', 'powered', 'secondary_ip', 'offline'].map((key) => op?.[key]),
      [false, true, true, true, '10.1.0.3', null],
    );
  });

  it('asks before it sets a node online by hand', async () => {
    const luxi = await harness.master(jobAnswers(4, [[]]));
    assert.equal((await harness.run(['gnt-node', 'modify', '-O', 'no', 'node2'])).exitCode, 1);
    assert.deepEqual(submitted(luxi), []);
    assert.equal((await harness.run(['gnt-node', 'modify', '-f', '-O', 'no', 'node2'])).exitCode, 0);
  });

  it('refuses states without a name of their own', async () => {
    await harness.master([]);
    const outcome = await harness.run(['gnt-node', 'modify', '--disk-state', 'plain:a=1', 'node2']);
    assert.match(outcome.stderr, /--disk-state takes type\/name:option=value, not 'plain'/);
  });
});

describe('commands for all instances of a node', () => {
  const NODE = answer('QueryNodes', [['node2.test', ['i10', 'i2']]]);

  it('fails over in natural order after a question', async () => {
    const luxi = await harness.master([
      NODE,
      answer('SubmitManyJobs', [
        [true, 1],
        [false, 'full'],
      ]),
      ...jobAnswers(1, [null]).slice(2),
    ]);
    harness.typed.push('y');
    await harness.run(['gnt-node', 'failover', '--ignore-consistency', '-I', 'hail', 'node2']);
    assert.match(harness.asked.join(''), /Fail over instance\(s\) 'i2','i10'\?/);
    assert.deepEqual(
      submitted(luxi).map((op) => [op['instance_name'], op['ignore_consistency'], op['iallocator']]),
      [
        ['i2', true, 'hail'],
        ['i10', true, 'hail'],
      ],
    );
  });

  it('ends with 2 or 13 when the answer is no', async () => {
    await harness.master([NODE]);
    assert.equal((await harness.run(['gnt-node', 'failover', 'node2'])).exitCode, 2);
    await harness.master([NODE]);
    assert.equal((await harness.run(['gnt-node', 'migrate', 'node2'])).exitCode, 13);
    await harness.master([]);
    assert.equal((await harness.run(['gnt-node', 'powercycle', 'node2'])).exitCode, 2);
  });

  it('waits for the migrations that its opcode submits', async () => {
    const luxi = await harness.master([
      NODE,
      answer('SubmitJob', 1),
      answer('WaitForJobChange', [['success'], []]),
      answer('QueryJobs', [
        [
          'success',
          ['success'],
          [
            {
              jobs: [
                [true, 2],
                [false, 'no room'],
              ],
            },
          ],
        ],
      ]),
      answer('QueryJobs', [['running']]),
      answer('WaitForJobChange', [['success'], []]),
      answer('QueryJobs', [['success', ['success'], [null]]]),
    ]);
    const outcome = await harness.run([
      'gnt-node',
      'migrate',
      '-f',
      '--migration-mode',
      'live',
      '--no-runtime-changes',
      '-n',
      'node3',
      'node2',
    ]);
    assert.equal(outcome.exitCode, 1);
    assert.match(outcome.stdout, /1 instances of the node could not be migrated\./);
    const [op] = submitted(luxi);
    assert.deepEqual(
      ['node_name', 'mode', 'target_node', 'allow_runtime_changes', 'ignore_ipolicy'].map((key) => op?.[key]),
      ['node2', 'live', 'node3', false, false],
    );
  });

  it('does nothing when there are none, and knows no unknown node', async () => {
    await harness.master([answer('QueryNodes', [['node2.test', []]]), answer('QueryNodes', [])]);
    assert.match(
      (await harness.run(['gnt-node', 'failover', 'node2'])).stderr,
      /No primary instances on node node2\.test/,
    );
    assert.match((await harness.run(['gnt-node', 'migrate', 'node9'])).stderr, /Node 'node9' is not known/);
  });
});

describe('storage commands of gnt-node', () => {
  it('changes only what is asked for', async () => {
    const luxi = await harness.master(jobAnswers(1, [null]));
    assert.match(
      (await harness.run(['gnt-node', 'modify-storage', 'node2', 'lvm-pv', '/dev/sda'])).stderr,
      /No changes to perform/,
    );
    await harness.run(['gnt-node', 'modify-storage', '--allocatable', 'no', 'node2', 'lvm-pv', '/dev/sda']);
    const [op] = submitted(luxi);
    assert.deepEqual(
      [op?.['storage_type'], op?.['name'], op?.['changes']],
      ['lvm-pv', '/dev/sda', { allocatable: false }],
    );
  });

  it('refuses storage that there is not', async () => {
    await harness.master([]);
    assert.match(
      (await harness.run(['gnt-node', 'repair-storage', 'node2', 'tape', 'x'])).stderr,
      /Unknown storage type: tape; known are .*lvm-vg/,
    );
  });

  it('shows sizes in the wanted unit', async () => {
    await harness.master(jobAnswers(1, [[['n', '/dev/sda', 'vg', 'lv', 2048, null]]]));
    assert.equal(
      (await harness.run(['gnt-node', 'volumes', '--no-headers', '--units', 'g'])).stdout,
      'n /dev/sda vg lv 2.0 None\n',
    );
    await harness.master(jobAnswers(1, [[['lv', 2048]]]));
    assert.equal(
      (await harness.run(['gnt-node', 'volumes', '--separator', '|', '-o', 'name,size'])).stdout,
      'Name|Size\nlv|2048\n',
    );
  });
});
