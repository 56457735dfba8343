import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { createCollectors } from '../../../../lib/mond/collectors/registry.js';
import type { Collector } from '../../../../lib/mond/collectors/interface.js';
import { Reports } from '../../../../lib/mond/reports.js';
import { silentHttpLogs } from '../../../../lib/common/http-logs.js';
import { createMondServer } from '../../../../lib/mond/server.js';
import { Switches } from '../../../../lib/mond/switches.js';
import { silentLogger } from '../../../../lib/common/log.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { fakeCollector, mondDependencies } from '../../../support/mond-lab.js';
import { goldenDir, noRecordings } from '../../../support/replay/recordings.js';

/** The cluster's switches as they were when the recordings were made. */
const off = { active: false, interval: 5_000_000 };
const RECORDED = { REQ_DATA_COLLECTORS: { diskstats: off, 'inst-status-xen': off }, REQ_NODE_INSTANCES: [[], []] };

async function serve(
  collectors: readonly Collector[],
  confd: Readonly<Record<string, unknown>>,
): Promise<FastifyInstance> {
  const deps = mondDependencies({ confd, clock: new ManualClock(1_795_179_730_245.116) });
  const switches = new Switches({ ...deps, log: silentLogger });
  await switches.refresh();
  return createMondServer({ httpLogs: silentHttpLogs, reports: new Reports({ ...deps, collectors, switches }) });
}

/** Requests whose answer differs from the recording on purpose. */
const EXPLAINED: Readonly<Record<string, string>> = {
  'report-all': 'drbd fails as there, but the others are reported',
  'report-all-slash': 'drbd fails as there, but the others are reported',
  'report-storage-drbd': 'the status is the same; the body says what failed',
  post: 'the status is the same; the body is a text, not a web page',
};

/** Same keys and kinds of values, whatever the values. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shape);
  if (typeof value !== 'object' || value === null) return value === null ? null : typeof value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, shape(v)]));
}

describe('mond recordings of the original', { skip: noRecordings }, async () => {
  if (noRecordings !== false) return;
  const dir = join(goldenDir, 'mond');
  const clock = new ManualClock();
  const stat = 'cpu  0 0 0 0 0 0 0 0 0 0\ncpu0 0 0 0 0 0 0 0 0 0 0\ncpu1 0 0 0 0 0 0 0 0 0 0\n';
  const files = { '/proc/stat': stat };
  const collectors = createCollectors(mondDependencies({ clock, files, commands: { lvs: '' }, confd: RECORDED }));
  for (const t of ['100', '150']) {
    files['/proc/stat'] = stat.replaceAll(/^(cpu\d? +)0/gm, `$1${t}`);
    for (const c of collectors) await c.update?.();
    await clock.advance(2000);
  }
  const app = await serve(collectors, RECORDED);

  for (const file of readdirSync(dir).sort()) {
    const name = file.replace('.txt', '');
    const [, path = '', status = '', recorded = ''] =
      /^\$ curl -si http:\/\/[^/]+(\S*)\nHTTP\/1.1 (\d+)[^]*?\r?\n\r?\n([^]*)$/.exec(
        readFileSync(join(dir, file), 'utf8'),
      ) ?? [];
    it(`${name}: ${status}${EXPLAINED[name] === undefined ? '' : ` (${EXPLAINED[name]})`}`, async () => {
      assert.notEqual(status, '', 'the recording has the expected form');
      const method = name === 'post' ? 'POST' : name === 'head' ? 'HEAD' : 'GET';
      const answer = await app.inject({ method, url: path });
      if (name.startsWith('report-all')) {
        assert.equal(answer.statusCode, 200);
        const reports = answer.json<{ name: string; data: unknown }[]>();
        assert.deepEqual(
          reports.map((r) => r.name),
          ['cpu-avg-load', 'xen-cpu-avg-load', 'drbd', 'lv'],
        );
        assert.equal((reports[2]?.data as { status: { code: number } }).status.code, 2);
        return;
      }
      assert.equal(answer.statusCode, Number(status));
      if (EXPLAINED[name] !== undefined) return;
      if (recorded.startsWith('{')) {
        assert.deepEqual(shape(answer.json()), shape(JSON.parse(recorded)));
        assert.deepEqual(Object.keys(answer.json()), Object.keys(JSON.parse(recorded) as object));
      } else if (method === 'GET') assert.equal(answer.body, recorded.trimEnd());
    });
  }
});

describe('the HTTP interface of mond', () => {
  it('never hides a report behind another that fails', async () => {
    const fails = (): never => {
      throw new Error('broken sensor');
    };
    const kind1 = { row: { category: 'storage', kind: 1, doc: '' } } as const;
    const app = await serve(
      [
        fakeCollector('a', () => 1),
        fakeCollector('b', fails),
        fakeCollector('c', fails, kind1),
        fakeCollector('d', () => 2),
      ],
      {},
    );
    const all = (await app.inject('/1/report/all')).json<{ name: string; data: unknown }[]>();
    assert.deepEqual(
      all.map((r) => [r.name, r.data]),
      [
        ['a', 1],
        ['b', { error: 'broken sensor' }],
        ['c', { status: { code: 2, message: 'broken sensor' } }],
        ['d', 2],
      ],
    );
    const one = await app.inject('/1/report/default/b');
    assert.equal(one.statusCode, 500);
    assert.match(one.body, /broken sensor/);
    assert.equal((await app.inject('/1/report/storage/c')).statusCode, 500);
  });

  it('ignores what follows a whole path, as the original does', async () => {
    const app = await serve([fakeCollector('a', () => 1)], {});
    for (const path of [
      '/1',
      '/1/',
      '/1/list/collectors/',
      '/1/list/collectors/x',
      '/1/report/all/x/y',
      '/1/report/default/a/x',
      '/?q',
    ])
      assert.equal((await app.inject(path)).statusCode, 200, path);
    for (const path of [
      '/1/list',
      '/1/lists/collectors',
      '/11',
      '/1/report',
      '/1/report/default',
      '/1/report/storage/a',
      '/1/report/nosuch/a',
      '/%ff',
    ])
      assert.equal((await app.inject(path)).statusCode, 404, path);
  });

  it('shows no collector that is switched off, in lists, in all, or alone', async () => {
    const app = await serve([fakeCollector('a', () => 1), fakeCollector('b', () => 2)], {
      REQ_DATA_COLLECTORS: { a: off },
    });
    assert.deepEqual((await app.inject('/1/list/collectors')).json(), [['b', 'default', 0]]);
    assert.equal((await app.inject('/1/report/all')).json<unknown[]>().length, 1);
    assert.equal((await app.inject('/1/report/default/a')).statusCode, 404);
  });

  it('measures once for requests at the same time', async () => {
    let measured = 0;
    const slow = fakeCollector(
      'a',
      () =>
        new Promise((resolve) =>
          setTimeout(() => {
            resolve((measured += 1));
          }, 20),
        ),
    );
    const app = await serve([slow], {});
    await Promise.all(Array.from({ length: 20 }, () => app.inject('/1/report/all')));
    assert.equal(measured, 1);
    await app.inject('/1/report/all');
    assert.equal(measured, 2);
  });

  it('gives the time in nanoseconds, exactly', async () => {
    const app = await serve([fakeCollector('a', () => 1)], {});
    assert.match(
      (await app.inject('/1/report/default/a')).body,
      /"timestamp":1795179730245116000,"category":null,"kind":0,"data":1}$/,
    );
  });
});

describe('the logs of the HTTP interface', () => {
  it('note every request, and why a collector failed', async () => {
    const [access, errors]: [string[], string[]] = [[], []];
    const deps = mondDependencies({ confd: {} });
    const switches = new Switches({ ...deps, log: silentLogger });
    await switches.refresh();
    const bad = fakeCollector('bad', () => {
      throw new Error('out of\norder');
    });
    const app = createMondServer({
      reports: new Reports({ ...deps, collectors: [bad], switches }),
      httpLogs: {
        access: ({ method, url, status }) => void access.push(`${method} ${url} ${String(status)}`),
        error: (message) => void errors.push(message),
        reopen: () => undefined,
      },
    });
    await app.inject('/');
    await app.inject('/nosuch');
    await app.inject('/1/report/default/bad');
    assert.deepEqual(access, ['GET / 200', 'GET /nosuch 404', 'GET /1/report/default/bad 500']);
    assert.deepEqual(errors, ['127.0.0.1: /1/report/default/bad: out of\norder']);
  });
});
