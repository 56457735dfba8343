import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as c from '@gnt/constants';
import type { GivenOpcode } from '@gnt/opcodes';
import type { RpcArgs } from '@gnt/protocol';
import { createSelfSigned } from '../../../../../../lib/common/certificates.js';
import { systemClock } from '../../../../../../lib/common/clock.js';
import { Lab } from '../../../../../support/lab.js';
import { labConfig } from '../../../../../support/lab-config.js';

const verifyGroup: GivenOpcode<'OP_CLUSTER_VERIFY_GROUP'> = {
  OP_ID: 'OP_CLUSTER_VERIFY_GROUP',
  group_name: 'group1',
  skip_checks: ['hvparam_assessment'],
};
const NODES = ['node1', 'node2', 'node3'];

/** A lab whose nodes all answer as healthy ones do. */
async function healthy(config = labConfig([{ name: 'web' }])): Promise<Lab> {
  const lab = await Lab.open(config);
  await lab.change((data) => {
    data.cluster.candidate_certs = Object.fromEntries(NODES.map((n) => [n, `digest-${n}`]));
  });
  lab.rpc.answer('node_verify', (node, { checkdict }) => answer(node, checkdict));
  lab.rpc.answer('blockdev_getmirrorstatus_multi', (_node, { node_disks }) => node_disks.map(() => [true, sound]));
  return lab;
}

const sound = {
  dev_path: '/x',
  major: 7,
  minor: 0,
  sync_percent: null,
  estimated_time: null,
  is_degraded: false,
  ldisk_status: 1,
};

function answer(
  node: string,
  asked: RpcArgs<'node_verify'>['checkdict'],
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  const files = asked[c.NV_FILELIST] as string[];
  const now = systemClock.now() / 1000;
  const said: Record<string, unknown> = {
    [c.NV_VERSION]: [c.PROTOCOL_VERSION, c.RELEASE_VERSION],
    [c.NV_FILELIST]: Object.fromEntries(files.map((f) => [f, `checksum of ${f}`])),
    [c.NV_NODELIST]: {},
    [c.NV_NODENETTEST]: {},
    [c.NV_MASTERIP]: true,
    [c.NV_HYPERVISOR]: {},
    [c.NV_HVPARAMS]: [],
    [c.NV_INSTANCELIST]: node === 'node2' ? ['web.example.com'] : [],
    [c.NV_HVINFO]: { memory_free: 2048 },
    [c.NV_NODESETUP]: [],
    [c.NV_TIME]: [Math.floor(now), 0],
    [c.NV_OSLIST]: [],
    [c.NV_USERSCRIPTS]: [],
    [c.NV_BRIDGES]: [],
    [c.NV_CLIENT_CERT]: [null, `digest-${node}`],
    ...(asked[c.NV_ACCEPTED_STORAGE_PATHS] !== undefined && node === 'node1'
      ? { [c.NV_ACCEPTED_STORAGE_PATHS]: [] }
      : {}),
    ...more,
  };
  return Object.fromEntries(Object.entries(said).filter(([key]) => key in asked));
}

/** Lines that report errors or warnings. */
function findings(lab: Lab): string[] {
  return lab.lines.filter((l) => /^ {2}- (ERROR|WARNING)/.test(l));
}

describe('LUClusterVerifyGroup', () => {
  it('passes a healthy group and says what it looked at', async () => {
    const lab = await healthy();
    // The lab's clock stands still; the nodes' clocks agree with it.
    lab.rpc.answer('node_verify', (node, { checkdict }) =>
      answer(node, checkdict, { [c.NV_TIME]: [Math.floor(lab.clock.now() / 1000), 0] }),
    );
    assert.equal(await lab.run(verifyGroup), true, lab.lines.join('\n'));
    assert.deepEqual(
      findings(lab).filter((l) => l.includes('ERROR')),
      [],
    );
    assert.ok(lab.lines.includes("* Verifying group 'default'") || lab.lines[0]?.startsWith('* Verifying group'));
    assert.ok(lab.lines.includes('* Hooks Results'));
  });

  const fault =
    (key: string, value: unknown, node = 'node3') =>
    (lab: Lab): void => {
      lab.rpc.answer('node_verify', (n, { checkdict }) =>
        answer(n, checkdict, {
          [c.NV_TIME]: [Math.floor(lab.clock.now() / 1000), 0],
          ...(n === node ? { [key]: value } : {}),
        }),
      );
    };

  for (const [what, spoil, line] of [
    [
      'another protocol version',
      fault(c.NV_VERSION, [2000000, '2.0']),
      /ERROR:ENODEVERSION:node:node3.example.com:incompatible protocol/,
    ],
    [
      'another release as a warning',
      fault(c.NV_VERSION, [c.PROTOCOL_VERSION, '3.1.0']),
      /WARNING:ENODEVERSION:node:node3.example.com:/,
    ],
    ['a clock that is off', fault(c.NV_TIME, [1000, 0]), /ERROR:ENODETIME:node:node3.example.com:Node time diverges/],
    [
      'a hypervisor that fails',
      fault(c.NV_HYPERVISOR, { fake: 'no such' }),
      /ERROR:ENODEHV:node:node3.example.com:hypervisor fake verify failure: 'no such'/,
    ],
    [
      'a node that another one cannot reach',
      fault(c.NV_NODENETTEST, { node1: 'no route' }),
      /ERROR:ENODENET:node:node3.example.com:tcp communication with node 'node1': no route/,
    ],
    ['a missing bridge', fault(c.NV_BRIDGES, ['br0']), /ERROR:ENODENET:node:node3.example.com:missing bridges: br0/],
    [
      'an instance that does not run',
      fault(c.NV_INSTANCELIST, [], 'node2'),
      /ERROR:EINSTANCEDOWN:instance:web.example.com:/,
    ],
    [
      'an instance on the wrong node',
      fault(c.NV_INSTANCELIST, ['web.example.com']),
      /ERROR:EINSTANCEWRONGNODE:instance:web.example.com:instance should not run on node node3/,
    ],
    [
      'an unknown instance',
      fault(c.NV_INSTANCELIST, ['ghost']),
      /ERROR:ENODEORPHANINSTANCE:node:node3.example.com:node is running unknown instance ghost/,
    ],
    [
      'a certificate that is not the one listed',
      fault(c.NV_CLIENT_CERT, [null, 'other']),
      /ERROR:ECLUSTERCLIENTCERT:cluster:None:Master candidate 'node3' uses certificate other/,
    ],
    [
      'an OS that only one node has',
      fault(c.NV_OSLIST, [['x', '/os/x', true, '', [], [], [20], true]]),
      /ERROR:ENODEOS:node:node3.example.com:OS x/,
    ],
    [
      'a node that does not answer',
      (lab: Lab) => {
        lab.rpc.fail('node_verify', 'no answer', 'node3');
      },
      /ERROR:ENODERPC:node:node3.example.com:while contacting node: no answer/,
    ],
  ] as const) {
    it(`reports ${what}`, async () => {
      const lab = await healthy();
      fault('none', null)(lab);
      spoil(lab);
      const result = await lab.run({ ...verifyGroup, error_codes: true });
      const found = findings(lab).find((l) => line.test(l));
      assert.ok(found, lab.lines.join('\n'));
      if (found.includes('ERROR')) assert.equal(result, false);
    });
  }

  it('reports files that differ, are missing or too many', async () => {
    const lab = await healthy();
    const path = '/var/lib/ganeti/hmac.key';
    lab.rpc.answer('node_verify', (node, { checkdict }) => {
      const said = answer(node, checkdict, { [c.NV_TIME]: [Math.floor(lab.clock.now() / 1000), 0] });
      const files = said[c.NV_FILELIST] as Record<string, string>;
      if (node === 'node3') files[path] = 'another one';
      if (node === 'node2') delete files['/var/lib/ganeti/rapi.pem'];
      return said;
    });
    assert.equal(await lab.run(verifyGroup), false);
    const text = findings(lab).join('\n');
    assert.match(
      text,
      /File \/var\/lib\/ganeti\/hmac\.key found with 2 different checksums \(variant 1 on .*; variant 2 on /,
    );
    assert.match(text, /File \/var\/lib\/ganeti\/rapi\.pem is missing from node\(s\) node2/);
  });

  it('turns errors whose code is ignored into warnings and passes', async () => {
    const lab = await healthy();
    fault(c.NV_NODESETUP, ['no /proc'])(lab);
    assert.equal(await lab.run({ ...verifyGroup, ignore_errors: ['ENODESETUP'] }), true);
    assert.match(findings(lab).join('\n'), /WARNING: node node3.example.com: node setup error: no \/proc/);
  });

  it('fails on a failing hook and shows what it printed', async () => {
    const lab = await healthy();
    fault('none', null)(lab);
    lab.rpc.answer('hooks_runner', (node, { phase }): [string, number, string][] =>
      phase === 'post' && node === 'node2' ? [['cluster-verify-post.d/x', c.HKR_FAIL, 'line 1\nline 2']] : [],
    );
    assert.equal(await lab.run(verifyGroup), false);
    assert.match(lab.lines.join('\n'), /Script cluster-verify-post\.d\/x failed, output:/);
    assert.ok(lab.lines.includes('      line 1\n      line 2'), lab.lines.join('\n'));
  });

  it('reports an error of every code when told to simulate them', async () => {
    const lab = await healthy();
    fault('none', null)(lab);
    assert.equal(await lab.run({ ...verifyGroup, error_codes: true, debug_simulate_errors: true }), false);
    for (const [, code] of Object.values(c.CV_ALL_ECODES))
      assert.ok(
        findings(lab).some((l) => l.includes(`:${code}:`)),
        code,
      );
  });
});

describe('LUClusterVerify', () => {
  it('submits the configuration first and every group behind it', async () => {
    const lab = await Lab.open(labConfig());
    const result = (await lab.run({ OP_ID: 'OP_CLUSTER_VERIFY', error_codes: true })) as { jobs: unknown[] };
    assert.equal(result.jobs.length, 2);
    const [config, group] = lab.submitted.map((job) => job[0]!);
    assert.equal(config?.['OP_ID'], 'OP_CLUSTER_VERIFY_CONFIG');
    assert.equal(group?.['OP_ID'], 'OP_CLUSTER_VERIFY_GROUP');
    assert.deepEqual(group['depends'], [[-1, []]]);
    assert.equal(group['error_codes'], true);
  });
});

describe('LUClusterVerifyConfig', () => {
  const pem = createSelfSigned({ clock: systemClock }).pem;
  const file = (content: string) => ({
    content: Buffer.from(content),
    mode: 0o440,
    owner: 'root',
    group: 'root',
    atime: 0,
    mtime: 0,
  });

  it('reports certificates that are missing, and hypervisor parameters that make no sense', async () => {
    const lab = await Lab.open(labConfig());
    for (const name of ['server.pem', 'rapi.pem', 'spice.pem'])
      lab.machine.files.set(`/var/lib/ganeti/${name}`, file(pem));
    await lab.change((data) => {
      data.cluster.hvparams['kvm'] = { ...data.cluster.hvparams['kvm'], disk_type: 'nonsense' };
      data.cluster.enabled_hypervisors = ['kvm'];
    });
    assert.equal(await lab.run({ OP_ID: 'OP_CLUSTER_VERIFY_CONFIG' }), false);
    const text = findings(lab).join('\n');
    assert.match(text, /spice-ca\.pem is missing/);
    assert.doesNotMatch(text, /server\.pem/);
    assert.match(text, /hypervisor kvm parameters syntax check \(source cluster\): .*disk_type/);
  });

  it('warns of master candidates that miss changes, and of too few of them', async () => {
    const lab = await Lab.open(labConfig());
    for (const name of ['server.pem', 'rapi.pem', 'spice.pem', 'spice-ca.pem'])
      lab.machine.files.set(`/var/lib/ganeti/${name}`, file(pem));
    const position = { epoch: 2, seq: 5 };
    lab.replication = {
      health: 'degraded',
      durable: { epoch: 2, seq: 9 },
      followers: [
        { node: 'node2', state: 'unreachable', position, reason: 'connection refused' },
        { node: 'node3', state: 'behind', position: undefined, reason: '' },
      ],
    };
    await lab.run({ OP_ID: 'OP_CLUSTER_VERIFY_CONFIG', error_codes: true });
    const lines = findings(lab).filter((line) => line.includes('FILECHECK'));
    assert.deepEqual(lines, [
      '  - WARNING:ENODEFILECHECK:node:node2.example.com:master candidate misses changes: connection refused; it has the journal up to 2.5, the master up to 2.9',
      '  - WARNING:ENODEFILECHECK:node:node3.example.com:master candidate is being brought up to date: it has the journal up to an unknown record, the master up to 2.9',
      '  - WARNING:ECLUSTERFILECHECK:cluster:None:no majority of the master candidates can be reached: changes are safe on the master only until they return',
    ]);
  });

  it('says nothing of candidates that have everything', async () => {
    const lab = await Lab.open(labConfig());
    const durable = { epoch: 2, seq: 9 };
    lab.replication = {
      health: 'replicated',
      durable,
      followers: [{ node: 'node2', state: 'current', position: durable, reason: '' }],
    };
    await lab.run({ OP_ID: 'OP_CLUSTER_VERIFY_CONFIG', error_codes: true });
    assert.deepEqual(
      findings(lab).filter((line) => line.includes('FILECHECK')),
      [],
    );
  });
});
