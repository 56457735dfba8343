import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drbdFamilies } from '../../../../lib/mond/metrics/instances.js';
import { Metrics } from '../../../../lib/mond/metrics/index.js';
import { openMetrics, single } from '../../../../lib/mond/metrics/text.js';
import { Reports } from '../../../../lib/mond/reports.js';
import { silentHttpLogs } from '../../../../lib/common/http-logs.js';
import { createMondServer } from '../../../../lib/mond/server.js';
import { Switches } from '../../../../lib/mond/switches.js';
import { testText } from '../../../support/config-data.js';
import { mondDependencies } from '../../../support/mond-lab.js';

const deps = mondDependencies({});

describe('openMetrics', () => {
  it('writes types, help and samples, escapes labels, and ends with the mark', () => {
    const text = openMetrics([
      { name: 'a_bytes', type: 'counter', help: 'Bytes.', samples: [{ labels: { path: 'C:\\x"y\nz' }, value: 1.5 }] },
      single('b', 'gauge', 'B.', 0),
      { name: 'empty', type: 'gauge', help: '-', samples: [] },
    ]);
    assert.equal(
      text,
      '# TYPE a_bytes counter\n# HELP a_bytes Bytes.\na_bytes_total{path="C:\\\\x\\"y\\nz"} 1.5\n# TYPE b gauge\n# HELP b B.\nb 0\n# EOF\n',
    );
  });
});

describe('Metrics', () => {
  const good = async (): Promise<[ReturnType<typeof single>]> => [single('good', 'gauge', 'Good.', 7)];
  it('tells which part failed and keeps the others', async () => {
    const text = await new Metrics(deps, { good, bad: () => Promise.reject(new Error('broken')) }).text();
    assert.match(text, /^good 7$/m);
    assert.match(text, /^ganeti_metrics_success\{part="good"\} 1$/m);
    assert.match(text, /^ganeti_metrics_success\{part="bad"\} 0$/m);
  });
  it('measures once for requests at the same time', async () => {
    let measured = 0;
    const metrics = new Metrics(deps, { good: () => ((measured += 1), good()) });
    await Promise.all([metrics.text(), metrics.text()]);
    assert.equal(measured, 1);
  });
  it('has a path of its own, which does not exist while it is switched off', async () => {
    const switches = new Switches({ ...deps });
    const reports = new Reports({ ...deps, collectors: [], switches });
    assert.equal((await createMondServer({ httpLogs: silentHttpLogs, reports }).inject('/metrics')).statusCode, 404);
    const answer = await createMondServer({
      httpLogs: silentHttpLogs,
      reports,
      metrics: new Metrics(deps, { good }),
    }).inject('/metrics');
    assert.equal(answer.statusCode, 200);
    assert.match(String(answer.headers['content-type']), /^application\/openmetrics-text; version=1\.0\.0/);
    assert.ok(answer.body.endsWith('# EOF\n'));
  });
});

describe('metrics of DRBD', () => {
  it('show devices with their instances; nothing on a node without DRBD', async () => {
    assert.deepEqual(await drbdFamilies(deps), []);
    const confd = { REQ_NODE_DRBD: [['node1', 1, 'db', 'disk/0', 'secondary', 'node2']] };
    const lab = mondDependencies({ confd, files: { '/proc/drbd': testText('mond/drbd-8.3.txt') } });
    const text = openMetrics(await drbdFamilies(lab));
    assert.match(text, /^ganeti_drbd_connected\{minor="1",instance="db"\} 0$/m);
    assert.match(text, /^ganeti_drbd_out_of_sync_bytes\{minor="1",instance="db"\} 524288$/m);
    assert.match(text, /^ganeti_drbd_uptodate\{minor="4",instance=""\} 0$/m);
  });
});
