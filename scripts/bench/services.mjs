// The services of a node on loopback: confd with a large configuration, mond with the collectors of this machine.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createSocket } from 'node:dgram';
import { ConfdClient } from '../../packages/confd-client/dist/src/index.js';
import { packMessage } from '../../packages/protocol/dist/src/index.js';
import { ms, summary, timeCalls } from './timing.mjs';

const ADDRESS = '127.0.0.1';
const KEY = Buffer.from('0123456789abcdef0123456789abcdef01234567\n');
const INSTANCES = 1000;

/** The recorded configuration with a thousand instances of two DRBD disks and a NIC each. */
function largeConfig() {
  const config = JSON.parse(readFileSync('test/data/config/config-3.1.data', 'utf8'));
  const [first, second] = Object.keys(config.nodes);
  const [model] = Object.values(config.instances);
  const [disk] = Object.values(config.disks);
  config.instances = {};
  config.disks = {};
  for (let i = 0; i < INSTANCES; i += 1) {
    const id = String(i).padStart(12, '0');
    const disks = ['a', 'b'].map((d, k) => {
      const uuid = `00000000-0000-4000-800${d}-${id}`;
      const lv = (name) => ({
        ...disk,
        uuid: `${uuid}${name}`,
        dev_type: 'plain',
        logical_id: ['xenvg', `${uuid}.${name}`],
      });
      config.disks[uuid] = {
        ...disk,
        uuid,
        dev_type: 'drbd',
        logical_id: [first, second, 11000 + i, 2 * i + k, 2 * i + k, 'secret'],
        children: [lv('data'), lv('meta')],
      };
      return uuid;
    });
    const uuid = `00000000-0000-4000-9000-${id}`;
    const nics = [
      { mac: 'aa:00:00:00:00:01', ip: `10.0.${i >> 8}.${i & 255}`, nicparams: { link: 'br0' }, uuid: `${uuid}n` },
    ];
    config.instances[uuid] = { ...model, uuid, name: `inst${i}.peer.test`, primary_node: first, disks, nics };
  }
  return JSON.stringify(config);
}

/** Starts a daemon in the foreground on a root of its own and waits until it says that it listens. */
async function start(name, root, port) {
  const child = spawn(process.execPath, [`daemons/${name}`, '-f', '-p', String(port), '-b', ADDRESS], {
    env: { ...process.env, GANETI_ROOTDIR: root, GANETI_HOSTNAME: 'node1.peer.test' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  await new Promise((resolve, reject) => {
    child.stderr.on('data', (data) => {
      said += data;
      if (said.includes('listening')) resolve();
    });
    child.once('exit', () => reject(new Error(`${name}: ${said}`)));
  });
  return child;
}

async function stop(child) {
  child.removeAllListeners('exit');
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

const residentMb = (child) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024;

/** Sends bad packets at a rate for some seconds; returns how many. */
async function flood(port, perSecond, seconds) {
  const socket = createSocket('udp4');
  const bad = packMessage(Buffer.from('wrong'), '0', JSON.stringify({ protocol: 1, type: 0, query: null, rsalt: 'x' }));
  const started = performance.now();
  let sent = 0;
  while (performance.now() - started < seconds * 1000) {
    const due = ((performance.now() - started) / 1000) * perSecond;
    for (; sent < due; sent += 1) socket.send(bad, port, ADDRESS);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await new Promise((resolve) => socket.close(resolve));
  return sent;
}

async function* confd(root) {
  const port = 18140;
  const daemon = await start('ganeti-confd', root, port);
  const client = new ConfdClient({ peers: [ADDRESS], key: KEY, port, timeoutMs: 5000 });
  try {
    const ask = (n) => client.ask('REQ_NODE_ROLE_BYNAME', `node${1 + (n % 3)}.peer.test`);
    await timeCalls(500, ask);
    const alone = await timeCalls(3000, ask);
    yield {
      what: `confd, ${INSTANCES} instances: one question at a time (p50, p99 of 3000)`,
      value: `${ms(alone.p50)}, ${ms(alone.p99)}`,
    };
    const total = 20_000;
    const times = [];
    const started = performance.now();
    const worker = async (first) => {
      for (let i = first; i < total; i += 32) {
        const at = performance.now();
        await ask(i);
        times.push(performance.now() - at);
      }
    };
    await Promise.all(Array.from({ length: 32 }, (_, i) => worker(i)));
    const rate = (total / (performance.now() - started)) * 1000;
    yield {
      what: 'confd, 32 questions at a time',
      value: `${rate.toFixed(0)} a second, p99 ${ms(summary(times).p99)}`,
    };
    const byIp = await timeCalls(500, (i) =>
      client.ask('REQ_NODE_PIP_BY_INSTANCE_IP', { 1: `10.0.${i >> 8}.${i & 255}` }),
    );
    yield { what: 'confd, node of an instance address (p50, p99 of 500)', value: `${ms(byIp.p50)}, ${ms(byIp.p99)}` };

    const before = residentMb(daemon);
    const [sent, under] = await Promise.all([flood(port, 10_000, 4), timeCalls(200, ask)]);
    yield {
      what: `confd under ${sent} bad packets, 10,000 a second (p50, p99 of 200)`,
      value: `${ms(under.p50)}, ${ms(under.p99)}`,
    };
    yield {
      what: 'confd resident memory before and after them',
      value: `${before.toFixed(0)}, ${residentMb(daemon).toFixed(0)} MiB`,
    };

    const text = readFileSync(join(root, 'var/lib/ganeti/config.data'), 'utf8');
    const rewrite = setInterval(() => writeFileSync(join(root, 'var/lib/ganeti/config.data'), text), 300);
    const loading = await timeCalls(3000, ask);
    clearInterval(rewrite);
    yield {
      what: 'confd while it reloads all the time (p50, p99, worst of 3000)',
      value: [loading.p50, loading.p99, loading.max].map(ms).join(', '),
    };
  } finally {
    client.close();
    await stop(daemon);
  }
}

async function* mond(root) {
  mkdirSync(join(root, 'etc/ganeti'), { recursive: true });
  writeFileSync(join(root, 'etc/ganeti/mond.json'), JSON.stringify({ metrics: true }));
  const port = 18150;
  const daemon = await start('ganeti-mond', root, port);
  try {
    for (const path of ['/1/report/all', '/metrics']) {
      const get = async () => {
        const answer = await fetch(`http://${ADDRESS}:${port}${path}`);
        if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
        return (await answer.text()).length;
      };
      await timeCalls(50, get);
      const times = await timeCalls(300, get);
      yield {
        what: `mond ${path}, ${await get()} bytes (p50, p99 of 300)`,
        value: `${ms(times.p50)}, ${ms(times.p99)}`,
      };
    }
  } finally {
    await stop(daemon);
  }
}

export async function* measure() {
  const root = mkdtempSync(join(tmpdir(), 'gnt-bench-'));
  try {
    mkdirSync(join(root, 'var/lib/ganeti'), { recursive: true });
    writeFileSync(join(root, 'var/lib/ganeti/hmac.key'), KEY);
    writeFileSync(join(root, 'var/lib/ganeti/config.data'), largeConfig());
    yield* confd(root);
    yield* mond(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
