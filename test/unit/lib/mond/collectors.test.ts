import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cpuLoadCollector } from '../../../../lib/mond/collectors/cpu-load.js';
import { drbdCollector } from '../../../../lib/mond/collectors/drbd.js';
import { instanceHealth } from '../../../../lib/mond/collectors/instance-status.js';
import { xenInstancesCollector } from '../../../../lib/mond/collectors/inst-status-xen.js';
import { lvCollector } from '../../../../lib/mond/collectors/lv.js';
import { averageCpus, joined, xenCpuLoadCollector } from '../../../../lib/mond/collectors/xen-cpu-load.js';
import { testText } from '../../../support/config-data.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { mondDependencies } from '../../../support/mond-lab.js';

const data = (name: string): string => testText(`mond/${name}`);

describe('cpu-avg-load', () => {
  /** /proc/stat after each CPU worked so many ticks. */
  const stat = (...ticks: number[]): string =>
    ['cpu', ...ticks.map((_, i) => `cpu${String(i)}`)]
      .map(
        (name, i) => `${name} ${String(i === 0 ? ticks.reduce((a, b) => a + b, 0) : ticks[i - 1])} 0 0 999 0 0 0 0 0 0`,
      )
      .join('\n');

  it('reports an error before it has measured twice', async () => {
    const clock = new ManualClock();
    const collector = cpuLoadCollector(mondDependencies({ clock, files: { '/proc/stat': stat(1, 1) } }));
    assert.ok('error' in ((await collector.collect()) as object));
    await collector.update!();
    assert.ok('error' in ((await collector.collect()) as object));
  });

  it('reports averages over its window, and forgets what is older', async () => {
    const clock = new ManualClock();
    const files = { '/proc/stat': stat(0, 0) };
    const collector = cpuLoadCollector(mondDependencies({ clock, files }));
    await collector.update!();
    await clock.advance(5000);
    files['/proc/stat'] = stat(250, 500);
    await collector.update!();
    assert.deepEqual(await collector.collect(), { cpu_number: 2, cpus: [0.5, 1], cpu_total: 1.5 });
    await clock.advance(599_000);
    await collector.update!();
    assert.deepEqual(await collector.collect(), { cpu_number: 2, cpus: [0, 0], cpu_total: 0 });
  });

  it('begins anew when the number of CPUs changes', async () => {
    const clock = new ManualClock();
    const files = { '/proc/stat': stat(100) };
    const collector = cpuLoadCollector(mondDependencies({ clock, files }));
    await collector.update!();
    await clock.advance(1000);
    files['/proc/stat'] = stat(100, 100);
    await collector.update!();
    assert.ok('error' in ((await collector.collect()) as object));
  });
});

describe('xen-cpu-avg-load', () => {
  const xentop = (cpu: number): string => data('xentop.txt').replace(' 310 ', ` ${String(cpu)} `);

  it('reports a domain once its samples cover 100 seconds', async () => {
    const clock = new ManualClock();
    let cpu = 310;
    const collector = xenCpuLoadCollector(mondDependencies({ clock, commands: { xentop: () => xentop(cpu) } }));
    for (let t = 0; t <= 95; t += 5) {
      await collector.update!();
      assert.deepEqual(await collector.collect(), {});
      await clock.advance(5000);
      cpu += 2;
    }
    await collector.update!();
    assert.deepEqual(await collector.collect(), { 'db.peer.test': 0, 'web.peer.test': 0.4 });
  });

  it('forgets a domain that is not seen any more', async () => {
    const clock = new ManualClock();
    const commands: Record<string, string> = { xentop: xentop(1) };
    const collector = xenCpuLoadCollector(mondDependencies({ clock, commands }));
    for (let i = 0; i < 30; i += 1) {
      await collector.update!();
      await clock.advance(5000);
    }
    assert.equal(Object.keys((await collector.collect()) as object).length, 2);
    commands['xentop'] = xentop(1).split('\n').slice(0, 2).join('\n');
    for (let i = 0; i < 21; i += 1) {
      await collector.update!();
      await clock.advance(5000);
    }
    assert.deepEqual(await collector.collect(), {});
  });

  it('reports nothing on a node without xentop', async () => {
    const collector = xenCpuLoadCollector(mondDependencies({}));
    await collector.update!();
    assert.deepEqual(await collector.collect(), {});
  });

  it('leaves the time out in which a counter began anew', () => {
    const old = [
      { at: 100_000, cpu: 90 },
      { at: 0, cpu: 40 },
    ];
    const samples = joined({ at: 110_000, cpu: 3 }, old);
    assert.deepEqual(samples, [
      { at: 110_000, cpu: 3 },
      { at: 10_000, cpu: -47 },
    ]);
    assert.equal(averageCpus(samples), 0.5);
  });
});

describe('drbd', () => {
  const rows = [['node1.peer.test', 4, 'db.peer.test', 'disk/0', 'secondary', 'node2.peer.test']];
  it('puts health first, the worst of all devices', async () => {
    const deps = mondDependencies({ files: { '/proc/drbd': data('drbd-8.3.txt') }, confd: { REQ_NODE_DRBD: rows } });
    const report = (await drbdCollector(deps).collect()) as Record<string, unknown>;
    assert.deepEqual(Object.keys(report), ['status', 'versionInfo', 'deviceInfos']);
    assert.deepEqual(report['status'], { code: 1, message: '\n1: connecting to the peer' });
    assert.match(JSON.stringify(report['deviceInfos']), /"instance":"db\.peer\.test"/);
  });

  it('is healthy when all devices are, and bad when one stands alone', async () => {
    const status = async (file: string): Promise<unknown> => {
      const deps = mondDependencies({ files: { '/proc/drbd': data(file) }, confd: { REQ_NODE_DRBD: rows } });
      return ((await drbdCollector(deps).collect()) as { status: unknown }).status;
    };
    assert.deepEqual(await status('drbd-8.0.txt'), { code: 0, message: '' });
    assert.deepEqual(await status('drbd-8.4.txt'), { code: 4, message: '\n0: not connected, and does not try to' });
  });

  it('reports devices without owners while confd is silent', async () => {
    const deps = mondDependencies({ files: { '/proc/drbd': data('drbd-8.3.txt') } });
    assert.doesNotMatch(JSON.stringify(await drbdCollector(deps).collect()), /db\.peer\.test/);
  });

  it('fails without DRBD', async () => {
    await assert.rejects(drbdCollector(mondDependencies({})).collect(), /\/proc\/drbd/);
  });
});

describe('inst-status-xen', () => {
  const instance = (name: string, admin_state: string): object => ({
    name,
    uuid: `u-${name}`,
    admin_state,
    mtime: 12.5,
  });
  const confd = {
    REQ_NODE_INSTANCES: [
      [instance('web.peer.test', 'up'), instance('db.peer.test', 'down'), instance('off.peer.test', 'down')],
      [instance('elsewhere', 'up')],
    ],
  };
  let looks = 0;
  const commands = {
    'xl list --long': '[]',
    'xl list': () =>
      (looks += 1) % 2 ? data('xl-list-4.17.txt') : data('xl-list-4.17.txt').replaceAll(/(\d)\n/g, '$15\n'),
    'xl uptime': data('xl-uptime.txt'),
  };

  it('compares what should be with what is', async () => {
    const trail = '[["gnt:client", "because", 1]]';
    const files = { '/var/run/ganeti/instance-reason/web.peer.test': trail };
    const report = await xenInstancesCollector(mondDependencies({ commands, confd, files })).collect();
    const bad = { code: 4, message: 'The instance should be down, and is not' };
    assert.deepEqual(report, {
      instances: [
        {
          name: 'web.peer.test',
          uuid: 'u-web.peer.test',
          adminState: 'up',
          actualState: 'blocked',
          uptime: '3 days,  1:22:10',
          mtime: 12.5,
          state_reason: [['gnt:client', 'because', 1]],
          status: { code: 0, message: '' },
        },
        {
          name: 'db.peer.test',
          uuid: 'u-db.peer.test',
          adminState: 'down',
          actualState: 'running',
          uptime: '0:05:31',
          mtime: 12.5,
          state_reason: [],
          status: bad,
        },
        {
          name: 'off.peer.test',
          uuid: 'u-off.peer.test',
          adminState: 'down',
          actualState: 'shutdown',
          uptime: null,
          mtime: 12.5,
          state_reason: [],
          status: { code: 0, message: '' },
        },
      ],
      status: { code: 4, message: `\n${bad.message}` },
    });
  });

  it('is bad as a whole when Xen does not answer', async () => {
    const report = (await xenInstancesCollector(mondDependencies({ confd })).collect()) as Record<string, unknown>;
    assert.deepEqual(report['instances'], []);
    assert.equal((report['status'] as { code: number }).code, 4);
  });

  it('knows all cases', () => {
    const codes = ['running', 'blocked', 'hung', 'paused', 'shutdown', 'dying', 'unknown'] as const;
    const row = (admin: string): number[] => codes.map((actual) => instanceHealth(admin, actual).code);
    assert.deepEqual(row('up'), [0, 0, 2, 4, 4, 4, 4]);
    assert.deepEqual(row('down'), [4, 4, 4, 4, 0, 0, 4]);
    assert.deepEqual(row('offline'), [2, 2, 2, 2, 2, 2, 2]);
  });
});

describe('lv', () => {
  it('asks confd whose volumes they are', async () => {
    const confd = {
      REQ_NODE_INSTANCES: [[{ name: 'swapper', uuid: 'u' }], []],
      REQ_INSTANCE_DISKS: [{ dev_type: 'plain', logical_id: ['xenvg', 'swap'] }],
    };
    const deps = mondDependencies({ commands: { lvs: data('lvs.txt') }, confd });
    const rows = (await lvCollector(deps).collect()) as { instance: string | null }[];
    assert.deepEqual(
      rows.map((r) => r.instance),
      [null, null, 'swapper'],
    );
  });
  it('fails while confd is silent', async () => {
    await assert.rejects(
      lvCollector(mondDependencies({ commands: { lvs: data('lvs.txt') } })).collect(),
      /nobody answers/,
    );
  });
});
