import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCpuWork } from '../../../../lib/mond/collectors/cpu-load.js';
import { parseDiskstats } from '../../../../lib/mond/collectors/diskstats.js';
import { parseLvs, withOwners } from '../../../../lib/mond/collectors/lv.js';
import { parseXentop } from '../../../../lib/mond/collectors/xen-cpu-load.js';
import { parseDrbd } from '../../../../lib/mond/parse/drbd.js';
import { isLongList, parseList, parseLongList, parseUptime, withHung } from '../../../../lib/mond/parse/xen.js';
import { testText } from '../../../support/config-data.js';

const data = (name: string): string => testText(`mond/${name}`);
const owners = new Map([[4, 'db.peer.test']]);

describe('parseDrbd', () => {
  it('reads DRBD 8.0, which has neither epochs nor order', () => {
    const { versionInfo, deviceInfos } = parseDrbd(data('drbd-8.0.txt'), owners);
    assert.deepEqual(versionInfo, {
      version: '8.0.16',
      api: '86',
      proto: '86',
      gitHash: '3a1b5c9d7e2f40618a9b0c1d2e3f4a5b6c7d8e9f',
      buildBy: 'root@builder.peer.test, 2010-02-14 09:11:03',
    });
    assert.deepEqual(deviceInfos, [
      {
        minor: 0,
        connectionState: 'Connected',
        localRole: 'Primary',
        remoteRole: 'Secondary',
        localState: 'UpToDate',
        remoteState: 'UpToDate',
        replicationProtocol: 'C',
        ioFlags: 'r---',
        perfIndicators: {
          networkSend: 50413,
          networkReceive: 12,
          diskWrite: 49977,
          diskRead: 90211,
          activityLog: 31,
          bitMap: 9,
          localCount: 0,
          pending: 0,
          unacknowledged: 0,
          applicationPending: 0,
        },
        instance: null,
      },
      { minor: 1, connectionState: 'Unconfigured' },
      { minor: 3, connectionState: 'Unconfigured' },
    ]);
  });

  it('reads how far a synchronisation is, in both layouts', () => {
    const { deviceInfos } = parseDrbd(data('drbd-8.3.txt'), owners);
    const device = (minor: number): Record<string, unknown> => deviceInfos.find((d) => d.minor === minor) ?? {};
    assert.deepEqual(device(4)['syncStatus'], {
      percentage: 28.9,
      progress: '747648/1048576',
      progressUnit: 'KiloByte',
      timeToFinish: '00:00:12',
      speed: 60185,
      want: 61440,
      speedUnit: 'KiloByte/Second',
    });
    assert.equal(device(4)['instance'], 'db.peer.test');
    assert.deepEqual(device(5)['syncStatus'], {
      percentage: 2.1,
      progress: '10034/10240',
      progressUnit: 'MegaByte',
      timeToFinish: '01:02:51',
      speed: 2716,
      speedUnit: 'KiloByte/Second',
    });
    assert.deepEqual((device(0)['perfIndicators'] as Record<string, unknown>)['writeOrder'], 'b');
    assert.deepEqual((device(1)['perfIndicators'] as Record<string, unknown>)['outOfSync'], 512);
    assert.equal(device(0)['syncStatus'], undefined);
  });

  it('reads DRBD 8.4, a device without protocol included', () => {
    const { deviceInfos } = parseDrbd(data('drbd-8.4.txt'), owners);
    assert.deepEqual(
      deviceInfos.map((d) => [d.minor, d.connectionState, d['replicationProtocol'], d['ioFlags']]),
      [
        [0, 'StandAlone', ' ', 'r-----'],
        [2, 'Unconfigured', undefined, undefined],
        [7, 'SyncSource', 'C', 'r-----'],
      ],
    );
  });

  it('refuses what is no status of DRBD', () => {
    assert.throws(() => parseDrbd('', owners), /no version/);
    assert.throws(() => parseDrbd('version: 9\n 0: cs:Connected nonsense\n', owners), /unknown form/);
    assert.throws(() => parseDrbd('version: 8\n 0: cs:Connected ro:A/B ds:C/D C r\n  ns:1\n', owners), /has no nr/);
  });
});

describe('xl', () => {
  it('reads the long list of old Xen', () => {
    assert.equal(isLongList(data('xl-list-long-4.0.txt')), true);
    const domains = parseLongList(data('xl-list-long-4.0.txt'));
    assert.deepEqual([...domains.keys()], ['Domain-0', 'web.peer.test', 'db.peer.test']);
    assert.deepEqual(domains.get('web.peer.test'), {
      id: 12,
      name: 'web.peer.test',
      cpuTime: 310.512903012,
      state: 'blocked',
    });
  });

  it('reads the table of newer Xen, whose long list is JSON', () => {
    assert.equal(isLongList('[{"domid": 0}]'), false);
    const states = [...parseList(data('xl-list-4.17.txt')).values()].map((d) => [d.id, d.cpuTime, d.state]);
    assert.deepEqual(states, [
      [0, 8123.4, 'running'],
      [12, 310.6, 'blocked'],
      [15, 79.9, 'running'],
      [16, 1.1, 'unknown'],
      [17, 4, 'dying'],
    ]);
  });

  it('refuses a list that is cut off', () => {
    assert.throws(() => parseLongList('(domain (domid 1) (name x)'), /not closed/);
    assert.throws(() => parseLongList('(domain (domid 1) (name x))'), /no cpu_time/);
    assert.throws(() => parseList('xl: error\n'), /no table/);
  });

  it('takes a domain that spends no time for hung, and one that is gone for unknown', () => {
    const first = parseList(data('xl-list-4.17.txt'));
    const second = new Map(first);
    second.set('db.peer.test', { ...first.get('db.peer.test')!, cpuTime: 80 });
    second.delete('gone.peer.test');
    const states = [...withHung(first, second).values()].map((d) => `${d.name} ${d.state}`);
    assert.deepEqual(states, [
      'Domain-0 hung',
      'web.peer.test hung',
      'db.peer.test running',
      'gone.peer.test unknown',
      '(null) hung',
    ]);
  });

  it('reads uptimes as they are written', () => {
    assert.deepEqual(
      [...parseUptime(data('xl-uptime.txt'))],
      [
        [0, '41 days,  6:02:19'],
        [12, '3 days,  1:22:10'],
        [15, '0:05:31'],
      ],
    );
  });
});

describe('parseXentop', () => {
  it('takes seconds of all domains but the host', () => {
    assert.deepEqual(
      [...parseXentop(data('xentop.txt'))],
      [
        ['web.peer.test', 310],
        ['db.peer.test', 79],
      ],
    );
  });
  it('refuses other columns', () => {
    assert.throws(() => parseXentop('NAME CPU(sec)\n'), /columns/);
    assert.throws(() => parseXentop(''), /columns/);
  });
});

describe('parseDiskstats', () => {
  it('reads the first columns, whatever newer kernels append', () => {
    const rows = parseDiskstats(data('diskstats.txt'));
    const first = data('diskstats.txt').split('\n')[0]!.trim().split(/\s+/);
    assert.equal(rows.length, data('diskstats.txt').trim().split('\n').length);
    assert.equal(rows[0]!.name, first[2]);
    assert.deepEqual(Object.values(rows[0]!).map(String), first.slice(0, 14));
  });
  it('refuses a line that is too short', () => {
    assert.throws(() => parseDiskstats('8 0 sda 1 2'), /secRead.*not a number/);
  });
});

describe('parseCpuWork', () => {
  it('adds up everything but idleness', () => {
    assert.deepEqual(parseCpuWork('cpu  1 2 3 100 4 5 6 7 8 9\ncpu0 1 0 0 50 0 0 0 0 0 0\nintr 1\n'), [45, 1]);
  });
  it('reads a real machine', () => {
    const work = parseCpuWork(data('stat.txt'));
    assert.equal(work.length, 1 + (data('stat.txt').match(/^cpu\d/gm) ?? []).length);
    assert.ok(Math.abs(work[0]! - work.slice(1).reduce((a, b) => a + b, 0)) < 10);
  });
  it('refuses a file without CPUs', () => {
    assert.throws(() => parseCpuWork('intr 1\n'), /names no CPU/);
  });
});

describe('parseLvs', () => {
  it('reads sizes as numbers and keeps ranges as text', () => {
    const lvs = parseLvs(data('lvs.txt'));
    assert.deepEqual(lvs[2], {
      uuid: 'So3mbX-2cD3-e4F5-g6H7-i8J9-k0L1-m2N3o4',
      name: 'swap',
      attr: '-wi-a-----',
      major: -1,
      minor: -1,
      kernel_major: 254,
      kernel_minor: 5,
      size: 2147483648,
      seg_count: 2,
      tags: '',
      modules: '',
      vg_uuid: 'yT8bRk-aaaa-bbbb-cccc-dddd-eeee-ffffff',
      vg_name: 'xenvg',
      segtype: 'striped',
      seg_start: 1073741824,
      seg_start_pe: 256,
      seg_size: 1073741824,
      seg_tags: '',
      seg_pe_ranges: '/dev/vdb1:300-427 /dev/vdc1:0-127',
      devices: '/dev/vdb1(300),/dev/vdc1(0)',
    });
  });

  it('names the instance whose disk it is, through DRBD too', () => {
    const lv = (name: string): object => ({ dev_type: 'plain', logical_id: ['xenvg', name] });
    const drbd = { dev_type: 'drbd', logical_id: [], children: [lv('7c1f-disk0_data'), lv('7c1f-disk0_meta')] };
    const named = withOwners(parseLvs(data('lvs.txt')), [
      [{ name: 'other' }, [{ dev_type: 'plain', logical_id: ['othervg', 'swap'] }]],
      [{ name: 'web.peer.test' }, [drbd]],
    ]) as { instance: string | null }[];
    assert.deepEqual(
      named.map((l) => l.instance),
      ['web.peer.test', 'web.peer.test', null],
    );
  });

  it('refuses other columns and units', () => {
    assert.throws(() => parseLvs('a;b;c'), /3 columns/);
    assert.throws(() => parseLvs(data('lvs.txt').replace('1073741824B', '1g')), /size of a logical volume/);
  });
});
