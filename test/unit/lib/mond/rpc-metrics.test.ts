import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { systemFiles } from '../../../../lib/common/files.js';
import { silentLogger } from '../../../../lib/common/log.js';
import { Paths } from '../../../../lib/common/paths.js';
import { readRpcFigures, RpcFigures } from '../../../../lib/common/rpc-figures.js';
import { callFamilies } from '../../../../lib/mond/metrics/rpc.js';
import { openMetrics } from '../../../../lib/mond/metrics/text.js';
import { MeasuredTransport, measuredDispatch } from '../../../../lib/rpc/measured.js';
import { TransportError, type Transport } from '../../../../lib/rpc/transport.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { mondDependencies } from '../../../support/mond-lab.js';
import { eventually } from '../../../support/vcluster.js';

describe('figures of node calls', () => {
  let root = '';
  let paths: Paths;
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'gnt-fig-'));
    paths = new Paths(root);
  });
  after(() => rm(root, { recursive: true, force: true }));

  const figuresOf = (daemon: string, side: 'client' | 'server', clock: ManualClock): RpcFigures =>
    new RpcFigures({ daemon, side, pid: 4242, paths, files: systemFiles, clock, log: silentLogger });
  const written = (daemon: string) =>
    eventually(`figures of ${daemon}`, () => readRpcFigures(systemFiles, paths, daemon), 5000);

  it('count what a transport carries, and how it ends', async () => {
    const clock = new ManualClock();
    const figures = figuresOf('ganeti-masterd', 'client', clock);
    const outcomes = [
      { status: 200, body: '[true,null]' },
      { status: 404, body: '' },
      new TransportError('late', true),
      new TransportError('gone', false),
    ];
    const inner: Transport = {
      post: async () => {
        await clock.advance(30);
        const next = outcomes.shift();
        if (next === undefined || next instanceof Error) throw next ?? new Error('none left');
        return next;
      },
      close: () => Promise.resolve(),
    };
    const transport = new MeasuredTransport(inner, figures, clock);
    const target = { name: 'node1', address: '127.0.0.1', port: 1811, offline: false };
    for (let i = 0; i < 2; i++) await transport.post(target, '/version', '[]', 5);
    for (let i = 0; i < 2; i++) await assert.rejects(transport.post(target, '/version', '[]', 5), TransportError);
    await clock.advance(3000);
    const { side, calls } = await written('ganeti-masterd');
    assert.equal(side, 'client');
    assert.deepEqual(calls['version']?.outcomes, { ok: 1, refused: 1, timeout: 1, unreachable: 1 });
    assert.deepEqual(calls['version'].classes, [0, 0, 4, 0, 0, 0, 0, 0]);
    await transport.close();
    assert.deepEqual(await readdir(paths.file('rpcFiguresDir')), []);
  });

  it('count what a node answers, and no name that is none', async () => {
    const clock = new ManualClock();
    const figures = figuresOf('ganeti-noded', 'server', clock);
    const dispatch = measuredDispatch(
      (call) => (call === 'nosuch' ? undefined : Promise.resolve([call === 'version', null] as const)),
      figures,
      clock,
    );
    await dispatch('version', '[]');
    await dispatch('node_info', '[]');
    assert.equal(dispatch('nosuch', '[]'), undefined);
    await clock.advance(3000);
    const { calls } = await written('ganeti-noded');
    assert.deepEqual(Object.keys(calls).sort(), ['node_info', 'version']);
    assert.deepEqual(calls['node_info']?.outcomes, { error: 1 });
    await figures.close();
  });

  it('become counters and histograms while their daemon runs', async () => {
    const calls = { version: { outcomes: { ok: 3 }, seconds: 1.5, classes: [1, 0, 0, 1, 0, 0, 0, 1] } };
    const file = (pid: number): string => JSON.stringify({ pid, side: 'server', calls });
    const text = async (pid: number): Promise<string> => {
      const files = {
        '/var/run/ganeti/rpc-figures/ganeti-noded.json': file(pid),
        '/var/run/ganeti/ganeti-noded.pid': '77\n',
        '/proc/77/cmdline': 'node\0ganeti-noded\0',
        '/proc/77/stat': `77 (node) S ${Array.from({ length: 60 }, () => '0').join(' ')}`,
        '/proc/77/status': 'VmRSS:\t 100 kB\n',
        '/proc/uptime': '100.0 100.0\n',
      };
      return openMetrics(await callFamilies(mondDependencies({ files })));
    };
    assert.equal(
      await text(77),
      [
        '# TYPE ganeti_rpc_server_calls counter',
        '# HELP ganeti_rpc_server_calls Node calls that the node daemon answered, by how they ended.',
        'ganeti_rpc_server_calls_total{call="version",outcome="ok"} 3',
        '# TYPE ganeti_rpc_server_duration_seconds histogram',
        '# HELP ganeti_rpc_server_duration_seconds How long node calls took that the node daemon answered.',
        ...['0.005', '0.02', '0.1'].map(
          (le) => `ganeti_rpc_server_duration_seconds_bucket{call="version",le="${le}"} 1`,
        ),
        ...['0.5', '2.0', '10.0', '60.0'].map(
          (le) => `ganeti_rpc_server_duration_seconds_bucket{call="version",le="${le}"} 2`,
        ),
        'ganeti_rpc_server_duration_seconds_bucket{call="version",le="+Inf"} 3',
        'ganeti_rpc_server_duration_seconds_count{call="version"} 3',
        'ganeti_rpc_server_duration_seconds_sum{call="version"} 1.5',
        '# EOF',
        '',
      ].join('\n'),
    );
    assert.equal(await text(78), '# EOF\n', 'of a daemon that was killed');
  });
});
