import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { systemFiles } from '../../../../lib/common/files.js';
import { Paths } from '../../../../lib/common/paths.js';
import { parseXlInfo } from '../../../../lib/mond/collectors/hypervisor-resources.js';
import type { CollectorDependencies } from '../../../../lib/mond/collectors/interface.js';
import { createCollectors } from '../../../../lib/mond/collectors/registry.js';
import { readExtras } from '../../../../lib/mond/extras.js';
import {
  countConnections,
  parseMounts,
  parseNetDev,
  parseProcessStat,
  uptimeText,
} from '../../../../lib/mond/parse/proc.js';
import { mondDependencies, type MondScene } from '../../../support/mond-lab.js';

const RUN = '/var/run/ganeti';

/** Files of a process that began `age` seconds ago on a machine that runs for 1000 seconds. */
function processFiles(pid: number, argv: readonly string[], age: number, state = 'S'): Record<string, string> {
  const start = Math.round((1000 - age) * 100);
  const fields = [state, 1, 1, 1, 0, -1, 0, 0, 0, 0, 0, 150, 50, 0, 0, 20, 0, 1, 0, start, 0, 0].join(' ');
  return {
    [`/proc/${String(pid)}/cmdline`]: `${argv.join('\0')}\0`,
    [`/proc/${String(pid)}/stat`]: `${String(pid)} (odd ) name) ${fields}`,
    [`/proc/${String(pid)}/status`]: 'Name:\todd\nVmRSS:\t    2048 kB\n',
    '/proc/uptime': '1000.00 1900.00\n',
  };
}

/** A node with these files; directories show what is in them. */
function node(scene: MondScene): CollectorDependencies {
  const deps = mondDependencies(scene);
  const list = async (dir: string): Promise<string[]> =>
    Object.keys(scene.files ?? {}).flatMap((f) => (join(f, '..') === dir ? [f.slice(dir.length + 1)] : []));
  return { ...deps, files: { ...deps.files, list } };
}

const collect = (
  deps: CollectorDependencies,
  name: 'inst-status-kvm' | 'daemons' | 'hypervisor-resources',
): Promise<unknown> => createCollectors(deps, [name]).at(-1)!.collect();

const guest = (name: string, pid: number, age = 100): Record<string, string> => ({
  [`${RUN}/kvm-hypervisor/pid/${name}`]: `${String(pid)}\n`,
  ...processFiles(pid, ['/usr/bin/kvm', '-name', `${name},debug-threads=on`, '-m', '512', '-smp', '2,cores=2'], age),
});

describe('mond.json', () => {
  const read = (text: string | undefined): Promise<unknown> =>
    readExtras(new Paths(), { ...systemFiles, readTextIfPresent: async () => text });

  it('is not needed, and without it everything is as in the original', async () => {
    assert.deepEqual(await read(undefined), { collectors: [], metrics: false });
    assert.equal(createCollectors(mondDependencies({})).length, 6);
  });
  it('switches on what it names', async () => {
    assert.deepEqual(await read('{"collectors":["daemons"],"metrics":true}'), {
      collectors: ['daemons'],
      metrics: true,
    });
    assert.equal(createCollectors(mondDependencies({}), ['daemons']).at(-1)?.name, 'daemons');
  });
  it('is refused with the fault named', async () => {
    for (const [text, fault] of [
      ['{', /not JSON/],
      ['[]', /not an object/],
      ['{"metric":true}', /unknown key 'metric'/],
      ['{"metrics":1}', /neither true nor false/],
      ['{"collectors":"daemons"}', /not a list/],
      ['{"collectors":["lv"]}', /no collector "lv", there are inst-status-kvm/],
    ] as const)
      await assert.rejects(read(text), fault);
  });
});

describe('inst-status-kvm', () => {
  const instance = (name: string, admin_state: string): object => ({
    name,
    uuid: 'u',
    admin_state,
    hypervisor: 'kvm',
    mtime: 1,
  });
  const confd = {
    REQ_NODE_INSTANCES: [
      [
        instance('runs', 'up'),
        instance('fell', 'up'),
        instance('left', 'up'),
        instance('lingers', 'down'),
        instance('reused', 'down'),
        { ...instance('xen', 'up'), hypervisor: 'xen-pvm' },
      ],
      [instance('elsewhere', 'up')],
    ],
  };
  it('compares processes with what should be', async () => {
    const files = {
      ...guest('runs', 11, 90_061 / 1000),
      ...guest('lingers', 12),
      [`${RUN}/kvm-hypervisor/pid/fell`]: '99\n',
      // The number of a guest that ended went to another program.
      [`${RUN}/kvm-hypervisor/pid/reused`]: '13\n',
      ...processFiles(13, ['/usr/bin/editor', 'reused'], 5),
      [`${RUN}/kvm-hypervisor/ctrl/left.shutdown`]: '',
    };
    const report = (await collect(node({ files, confd }), 'inst-status-kvm')) as {
      instances: { name: string; actualState: string; uptime: string | null; status: { code: number } }[];
      status: { code: number };
    };
    assert.deepEqual(
      report.instances.map((i) => [i.name, i.actualState, i.uptime, i.status.code]),
      [
        ['runs', 'running', '0:01:30', 0],
        ['fell', 'shutdown', null, 4],
        ['left', 'shutdown', null, 0],
        ['lingers', 'running', '0:01:40', 4],
        ['reused', 'shutdown', null, 0],
      ],
    );
    assert.equal(report.status.code, 4);
  });
});

describe('daemons', () => {
  const daemon = (name: string, pid: number): Record<string, string> => ({
    [`${RUN}/${name}.pid`]: `${String(pid)}\n`,
    ...processFiles(pid, [name], 100),
  });
  interface Report {
    readonly status: { code: number; message: string };
    readonly daemons: Record<string, unknown>[];
  }
  it('tells what each uses, and that one is missing which the watcher will start', async () => {
    const files = {
      ...daemon('ganeti-noded', 21),
      ...daemon('ganeti-mond', 22),
      '/var/lib/ganeti/config.data': '{}',
      '/var/lib/ganeti/ssconf_master_node': 'node2.peer.test\n',
    };
    const report = (await collect(node({ files }), 'daemons')) as Report;
    assert.deepEqual(report.status, { code: 1, message: '\nganeti-confd does not run; the watcher starts it' });
    assert.deepEqual(report.daemons[0], {
      name: 'ganeti-noded',
      expected: true,
      pid: 21,
      memory: 2048,
      size_unit: 'KiloByte',
      uptime: 100,
      cpu_usage: 2,
    });
    assert.deepEqual(
      report.daemons.filter((d) => d['expected']).map((d) => d['name']),
      ['ganeti-noded', 'ganeti-confd', 'ganeti-mond'],
    );
  });
  it('expects the master daemon on the master', async () => {
    const files = { '/var/lib/ganeti/ssconf_master_node': 'node1.peer.test\n' };
    const report = (await collect(node({ files }), 'daemons')) as Report;
    assert.match(report.status.message, /ganeti-masterd does not run/);
  });
});

describe('hypervisor-resources', () => {
  it('adds up the guests of KVM, and leaves out hypervisors without resources of their own', async () => {
    const files = { '/var/lib/ganeti/ssconf_hypervisor_list': 'kvm\nfake\n', ...guest('a', 31), ...guest('b', 32) };
    assert.deepEqual(await collect(node({ files }), 'hypervisor-resources'), [
      { name: 'kvm', size_unit: 'MegaByte', guests: 2, vcpus: 4, memory_assigned: 1024, memory_used: 4 },
    ]);
  });
  it('reads xl info', () => {
    const text =
      'host                   : node1\nnr_cpus                : 8\nnr_nodes               : 1\ntotal_memory           : 16353\nfree_memory            : 1207\n';
    assert.deepEqual(parseXlInfo(text), { memory_total: 16353, memory_free: 1207, cpu_total: 8, cpu_nodes: 1 });
    assert.throws(() => parseXlInfo('nr_cpus : x'), /total_memory of xl info/);
  });
});

describe('node-os-resources', () => {
  it('reports this machine', async () => {
    const deps = { ...mondDependencies({}), files: systemFiles };
    const collector = createCollectors(deps, ['node-os-resources']).at(-1)!;
    await collector.update!();
    const data = (await collector.collect()) as Record<string, unknown>;
    assert.deepEqual(Object.keys(data), ['cpu_number', 'cpus', 'memory', 'filesystem', 'NICs', 'versions']);
    assert.ok((data['memory'] as { total: number }).total > 0);
    assert.equal((data['versions'] as { ganeti: string }).ganeti, '3.1.1');
  });
});

describe('parsers of /proc', () => {
  it('read a process whose name holds parentheses', () => {
    const [text] = Object.entries(processFiles(7, ['x'], 10)).flatMap(([f, t]) => (f.endsWith('/stat') ? [t] : []));
    assert.deepEqual(parseProcessStat(text!), { state: 'S', cpuSeconds: 2, startedAfterBoot: 990 });
  });
  it('read counters of interfaces', () => {
    const text =
      'Inter-|   Receive                                                |  Transmit\n face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n  eth0: 1500 10 1 0 0 0 0 0 700 5 2 0 0 0 0 0\n';
    assert.deepEqual(parseNetDev(text), [
      {
        name: 'eth0',
        receivedBytes: 1500,
        receivedPackets: 10,
        receiveErrors: 1,
        sentBytes: 700,
        sentPackets: 5,
        sendErrors: 2,
      },
    ]);
  });
  it('read mounts with blanks in their names, each device once', () => {
    const text =
      'proc /proc proc rw 0 0\n/dev/vda1 / ext4 rw 0 0\n/dev/vdb /srv/my\\040disk xfs rw 0 0\n/dev/vda1 /again ext4 rw 0 0\n';
    assert.deepEqual(parseMounts(text), [
      { device: '/dev/vda1', mount: '/', type: 'ext4' },
      { device: '/dev/vdb', mount: '/srv/my disk', type: 'xfs' },
    ]);
  });
  it('count connections of a port', () => {
    const row = (port: string, state: string): string => `   0: 0100007F:${port} 0100007F:D1F2 ${state} 0 0 0`;
    const text = [
      '  sl  local_address rem_address st',
      row('0713', '01'),
      row('0713', '01'),
      row('0713', '0A'),
      row('0714', '01'),
    ].join('\n');
    assert.deepEqual(
      [...countConnections(text, 1811)],
      [
        ['01', 2],
        ['0A', 1],
      ],
    );
  });
  it('write times as xl does', () => {
    assert.deepEqual([331, 41 * 86400 + 21739, -1].map(uptimeText), ['0:05:31', '41 days,  6:02:19', '0:00:00']);
  });
});
