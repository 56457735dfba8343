import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { eventually, runProgram, TestCluster } from '../support/vcluster.js';

const PYTHON = '/usr/bin/python3';
const PROMETHEUS = '/usr/bin/prometheus';
const NODES = ['node1', 'node2', 'node3'];

/** Reads OpenMetrics with the parser of Prometheus's own Python library and prints each sample. */
const PARSER = `
import sys, json
from prometheus_client.openmetrics.parser import text_string_to_metric_families
samples = [[f.type, s.name, s.labels, s.value] for f in text_string_to_metric_families(sys.stdin.read()) for s in f.samples]
print(json.dumps(samples))
`;
const noParser =
  spawnSync(PYTHON, ['-c', 'import prometheus_client.openmetrics.parser']).status === 0
    ? false
    : 'the parser is not here (package python3-prometheus-client)';

type Sample = readonly [type: string, name: string, labels: Readonly<Record<string, string>>, value: number];

describe('the monitoring daemons of a virtual cluster', () => {
  let vc: TestCluster;
  const address = new Map<string, string>();
  before(async () => {
    vc = await TestCluster.create(3);
    await vc.ok(
      'gnt-instance',
      'add',
      '-t',
      'sharedfile',
      '-o',
      'noop',
      '-s',
      '16m',
      '-H',
      'fake',
      '-n',
      'node2',
      'inst1',
    );
    const hosts = await readFile(join(vc.dir, 'etc/hosts'), 'utf8');
    for (const [, ip = '', name = ''] of hosts.matchAll(/^(\S+)\s+(node\d)$/gm)) address.set(name, ip);
    const extras = {
      collectors: ['inst-status-kvm', 'node-os-resources', 'daemons', 'hypervisor-resources'],
      metrics: true,
    };
    for (const node of ['node1', 'node2'])
      await writeFile(vc.path(node, 'etc/ganeti/mond.json'), JSON.stringify(extras));
    await writeFile(vc.path('node3', 'etc/ganeti/mond.json'), JSON.stringify({ metrics: true }));
    await vc.ok('daemon-util', 'stop', 'ganeti-mond');
    const started = await runProgram([join(vc.dir, 'start-all')]);
    assert.equal(started.code, 0, started.stderr);
  });
  after(async () => {
    await vc.destroy();
  });

  const url = (node: string, path: string): string => `http://${address.get(node) ?? ''}:1815${path}`;
  const get = async (node: string, path: string): Promise<string> => {
    const answer = await fetch(url(node, path));
    assert.equal(answer.status, 200, path);
    return answer.text();
  };

  it('list the collectors of the original, and ours only where they are switched on', async () => {
    const names = async (node: string): Promise<unknown[]> =>
      (JSON.parse(await get(node, '/1/list/collectors')) as unknown[][]).map((row) => row[0]);
    const original = ['cpu-avg-load', 'xen-cpu-avg-load', 'diskstats', 'drbd', 'lv'];
    assert.deepEqual(await names('node3'), original);
    assert.deepEqual((await names('node1')).slice(original.length), [
      'inst-status-kvm',
      'node-os-resources',
      'daemons',
      'hypervisor-resources',
    ]);
  });

  it('report the load of the processors between two measurements', async () => {
    const { data } = await eventually('there are two measurements', async () => {
      const report = JSON.parse(await get('node2', '/1/report/default/cpu-avg-load')) as { data: { cpus?: number[] } };
      return report.data.cpus === undefined ? undefined : report;
    });
    const { cpus = [], cpu_total = -1 } = data as { cpus?: number[]; cpu_total?: number };
    for (const load of cpus) assert.ok(load >= 0 && load <= 1.1, `load ${String(load)}`);
    assert.ok(Math.abs(cpu_total - cpus.reduce((a, b) => a + b, 0)) < 0.1);
  });

  it('tell that a daemon is gone', async () => {
    const health = async (): Promise<number> =>
      (JSON.parse(await get('node2', '/1/report/daemon/daemons')) as { data: { status: { code: number } } }).data.status
        .code;
    assert.equal(await health(), 0);
    await vc.okOn('node2', 'daemon-util', 'stop', 'ganeti-confd');
    assert.equal(await health(), 1);
    await vc.okOn('node2', 'daemon-util', 'start', 'ganeti-confd');
    assert.equal(await health(), 0);
  });

  it('give metrics that a parser of Prometheus accepts', { skip: noParser }, async () => {
    const read = async (node: string): Promise<Sample[]> => {
      const ran = await runProgram([PYTHON, '-c', PARSER], await get(node, '/metrics'));
      assert.equal(ran.code, 0, ran.stderr);
      return JSON.parse(ran.stdout) as Sample[];
    };
    const samples = new Map(await Promise.all(NODES.map(async (node) => [node, await read(node)] as const)));
    const value = (node: string, name: string, labels: Readonly<Record<string, string>> = {}): number | undefined =>
      samples.get(node)?.find((s) => s[1] === name && Object.entries(labels).every(([k, v]) => s[2][k] === v))?.[3];
    for (const node of NODES) {
      assert.equal(value(node, 'ganeti_build_info', { node, version: '3.1.1' }), 1);
      assert.equal(value(node, 'ganeti_daemon_up', { daemon: 'ganeti-noded' }), 1);
      assert.ok((value(node, 'ganeti_node_cpu_busy_seconds_total', { cpu: '0' }) ?? 0) > 0);
      assert.ok((value(node, 'ganeti_rpc_connections', { state: 'listening' }) ?? 0) >= 3);
      for (const part of ['node', 'disk', 'daemon', 'rpc', 'calls', 'instance', 'drbd', 'cluster'])
        assert.equal(value(node, 'ganeti_metrics_success', { part }), 1, `${part} on ${node}`);
    }
    assert.equal(value('node2', 'ganeti_instance_admin_up', { instance: 'inst1' }), 1);
    assert.equal(value('node1', 'ganeti_node_instances', { role: 'primary' }), 0);
    assert.ok((value('node1', 'ganeti_jobs', { status: 'success' }) ?? 0) > 0, 'jobs are counted on the master');
    assert.equal(value('node2', 'ganeti_jobs'), undefined);
    assert.equal(value('node1', 'ganeti_locks_pending'), 0);
    const made = { call: 'instance_start', outcome: 'ok' };
    assert.equal(value('node1', 'ganeti_rpc_client_calls_total', made), 1, 'calls are counted on the master');
    assert.equal(value('node2', 'ganeti_rpc_client_calls_total', made), undefined);
    const all = { call: 'instance_start', le: '+Inf' };
    assert.equal(value('node1', 'ganeti_rpc_client_duration_seconds_bucket', all), 1);
  });

  describe(
    'Prometheus',
    { skip: existsSync(PROMETHEUS) ? false : `${PROMETHEUS} is missing (package prometheus)` },
    () => {
      let child: ChildProcess;
      const server = '127.0.0.1:19090';
      before(async () => {
        const dir = join(vc.dir, 'prometheus');
        await mkdir(dir);
        const targets = NODES.map((node) => `${address.get(node) ?? ''}:1815`);
        const config = {
          global: { scrape_interval: '1s' },
          scrape_configs: [{ job_name: 'ganeti', static_configs: [{ targets }] }],
        };
        await writeFile(join(dir, 'prometheus.yml'), JSON.stringify(config));
        const args = [
          `--config.file=${join(dir, 'prometheus.yml')}`,
          `--storage.tsdb.path=${dir}/data`,
          `--web.listen-address=${server}`,
        ];
        child = spawn(PROMETHEUS, args, { stdio: 'ignore' });
      });
      after(async () => {
        const gone = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await gone;
      });

      it('scrapes all nodes and has the series', async () => {
        const query = async (expression: string): Promise<{ value: [number, string] }[]> => {
          const answer = await fetch(`http://${server}/api/v1/query?query=${encodeURIComponent(expression)}`);
          return ((await answer.json()) as { data: { result: { value: [number, string] }[] } }).data.result;
        };
        const has = (expression: string, series: number): Promise<true> =>
          eventually(
            `${expression} has ${String(series)} series`,
            async () => {
              const found = await query(expression).catch(() => []);
              return found.length === series ? true : undefined;
            },
            60_000,
          );
        await has('up{job="ganeti"} == 1', 3);
        await has('ganeti_node_cpus', 3);
        await has('ganeti_jobs{status="success"}', 1);
        await has('ganeti_locks_held{mode="exclusive"}', 1);
        await has('ganeti_instance_admin_up{exported_instance="inst1"} == 1', 1);
        await has('count(ganeti_rpc_client_calls_total) > 0', 1);
        await has('count by (instance) (ganeti_rpc_server_duration_seconds_bucket{le="+Inf"})', 3);
        await has('rate(ganeti_disk_written_bytes_total{device=~"vda|sda|nvme0n1|xvda|sdb"}[10s]) >= 0', 3);
      });
    },
  );
});
