// A virtual cluster of real daemons, with as many instances in its configuration as wanted.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LuxiClient } from '../../packages/luxi-client/dist/src/index.js';

export const NOOP = {
  OP_ID: 'OP_TEST_DELAY',
  duration: 0.0001,
  on_master: false,
  no_locks: true,
  reason: [['bench', '', 1]],
};

/** The cluster's configuration with instances (a NIC and a file disk each, stopped), over its nodes in turn. */
function withInstances(config, instances) {
  const places = Object.keys(config.nodes);
  for (let i = 0; i < instances; i += 1) {
    const [uuid, disk] = [randomUUID(), randomUUID()];
    const node = places[i % places.length];
    const name = `i${i}.bench.test`;
    const common = { serial_no: 1, ctime: 1795179430.5, mtime: 1795179430.5 };
    config.disks[disk] = {
      ...common,
      uuid: disk,
      dev_type: 'file',
      logical_id: ['loop', `/srv/ganeti/file-storage/${name}/${disk}.file.disk0`],
      children: [],
      nodes: [node],
      iv_name: 'disk/0',
      size: 1024,
      mode: 'rw',
      params: {},
    };
    const mac = [170, 0, 0, i >> 16, (i >> 8) & 255, i & 255].map((n) => n.toString(16).padStart(2, '0')).join(':');
    config.instances[uuid] = {
      ...common,
      uuid,
      name,
      primary_node: node,
      os: 'noop',
      hypervisor: 'fake',
      hvparams: {},
      beparams: { minmem: 128, maxmem: 128 },
      osparams: {},
      osparams_private: {},
      admin_state: 'down',
      admin_state_source: 'admin',
      nics: [{ mac, nicparams: {}, uuid: randomUUID() }],
      disks: [disk],
      disks_active: false,
      tags: [],
    };
  }
  return JSON.stringify(config);
}

/** Master daemon, node daemons and a client of them. */
export class LiveCluster {
  #base = mkdtempSync(join(tmpdir(), 'gnt-bench-'));
  #clients = [];

  /** Makes and starts the cluster; `instances` are put into its configuration while its master daemon is stopped. */
  static async start(nodes, instances = 0) {
    const cluster = new LiveCluster();
    cluster.#vcluster(cluster.dir, '-c', String(nodes), '--init');
    if (instances > 0) {
      const path = join(cluster.dir, 'node1/var/lib/ganeti/config.data');
      cluster.masterd('stop');
      writeFileSync(path, withInstances(JSON.parse(readFileSync(path, 'utf8')), instances));
      cluster.masterd('start');
    }
    return cluster;
  }

  get dir() {
    return join(this.#base, 'vc');
  }

  /** Another connection to the master. */
  async connect() {
    const client = await LuxiClient.connect(join(this.dir, 'node1/var/run/ganeti/socket/ganeti-query'));
    this.#clients.push(client);
    return client;
  }

  /** Starts or stops the master daemon; a start returns once it answers. */
  masterd(action) {
    execFileSync(join(this.dir, 'node1/cmd'), ['daemon-util', action, 'ganeti-masterd'], { stdio: 'ignore' });
  }

  /** The master daemon's memory in megabytes. */
  masterdMemory() {
    const pid = readFileSync(join(this.dir, 'node1/var/run/ganeti/ganeti-masterd.pid'), 'utf8').trim();
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
  }

  destroy() {
    for (const client of this.#clients) client.close();
    this.#vcluster('--destroy', this.dir);
    rmSync(this.#base, { recursive: true, force: true });
  }

  #vcluster(...args) {
    execFileSync(process.execPath, ['bin/vcluster-setup', ...args], { stdio: 'ignore' });
  }
}

/** Waits until a job has ended; throws unless it succeeded. */
export async function end(client, job) {
  for (let status = null; status?.[0] !== 'success';) {
    const change = await client.waitForJobChange(job, ['status', 'opresult'], status, null);
    if (Array.isArray(change)) [status] = change;
    if (['error', 'canceled'].includes(status?.[0]))
      throw new Error(`job ${job}: ${status[0]} ${JSON.stringify(status[1])}`);
  }
}

/** Waits until all the jobs have ended; throws unless all succeeded. Asks about all of them when the last one ended. */
export async function endAll(client, jobs) {
  for (let open = jobs; open.length > 0;) {
    await end(client, open.at(-1));
    const rows = await client.queryJobs(open, ['status']);
    const failed = rows.findIndex((row) => ['error', 'canceled'].includes(row?.[0]));
    if (failed >= 0) throw new Error(`job ${open[failed]}: ${rows[failed][0]}`);
    open = open.filter((_, i) => rows[i]?.[0] !== 'success');
  }
}
