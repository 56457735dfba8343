import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ConfdClient } from '@gnt/confd-client';
import { packMessage, unpackMessage } from '@gnt/protocol';
import { systemClock } from '../../lib/common/clock.js';
import { systemFiles } from '../../lib/common/files.js';
import { silentLogger } from '../../lib/common/log.js';
import { Paths } from '../../lib/common/paths.js';
import { SystemResolver } from '../../lib/common/resolver.js';
import { startConfd } from '../../lib/confd/daemon.js';
import { configText } from '../support/confd-lab.js';
import { testText } from '../support/config-data.js';
import { CHECKOUT, eventually } from '../support/vcluster.js';

const ORIGINAL = join(CHECKOUT, '.cache/original/usr/lib/ganeti/3.0/usr/sbin/ganeti-confd');
const obstacle = existsSync(ORIGINAL)
  ? false
  : "the original's daemon is not here (node scripts/fetch-original.mjs takes it out of its package)";

const KEY = Buffer.from('0123456789abcdef0123456789abcdef01234567\n');
const THEIRS = '127.9.7.1';
const OURS = '127.9.7.2';
const PORT = 18141;

type Json = Record<string, Record<string, Record<string, unknown>>>;

/** The recorded configuration with DRBD disks, a drained, an offline and a regular node, and names that begin alike. */
function richConfig(): Json {
  const config = JSON.parse(configText) as Json;
  const [node1 = '', node2 = '', node3 = ''] = Object.keys(config['nodes']!);
  const extra = (uuid: string, name: string, more: object): void => {
    config['nodes']![uuid] = { ...config['nodes']![node2]!, uuid, name, ...more };
  };
  extra('d0000000-0000-4000-8000-000000000001', 'node4.peer.test', {
    primary_ip: '10.77.0.4',
    master_candidate: false,
  });
  extra('00000000-0000-4000-8000-000000000002', 'node5.peer.test', {
    primary_ip: '10.77.0.5',
    master_candidate: false,
    offline: true,
  });
  extra('e0000000-0000-4000-8000-000000000003', 'node3.other.test', {
    primary_ip: '10.77.0.6',
    master_candidate: false,
    drained: true,
  });
  const instances = Object.values(config['instances']!);
  const disks = config['disks']!;
  let minor = 0;
  for (const [i, instance] of instances.entries()) {
    const uuids = instance['disks'] as string[];
    for (const uuid of uuids) {
      const disk = disks[uuid]!;
      const lv = (name: string): object => ({
        ...disk,
        uuid: `${uuid}-${name}`,
        dev_type: 'plain',
        logical_id: ['xenvg', `${uuid}.${name}`],
      });
      const primary = instance['primary_node'] as string;
      const peer = primary === node1 ? node3 : node1;
      minor += 1;
      Object.assign(disk, {
        dev_type: 'drbd',
        logical_id: [...(i % 2 ? [peer, primary] : [primary, peer]), 11000 + minor, minor, minor + 50, 'topsecret'],
        children: [lv('data'), lv('meta')],
        nodes: [primary, peer],
      });
    }
  }
  return config;
}

/** Questions of every kind, sound and not. */
function questions(config: Json): [unknown, unknown][] {
  const nodes = Object.values(config['nodes']!);
  const instances = Object.values(config['instances']!);
  const names = [
    '',
    'nosuch',
    'node',
    'node1',
    'node2',
    'node3',
    'node3.peer',
    'NODE1.peer.test',
    'inst',
    'inst1',
    'x"y\\z',
  ];
  const whom = [...nodes, ...instances].flatMap((o) => [o['name'], o['uuid']]).concat(names);
  const ips = instances.flatMap((i) => (i['nics'] as { ip?: string }[]).flatMap((n) => n.ip ?? []));
  const paths = [
    '/version',
    '/cluster/cluster_name',
    '/cluster/enabled_hypervisors',
    '/cluster/enabled_hypervisors/0',
    '/cluster/enabled_hypervisors/0x',
    '/cluster/enabled_hypervisors/9',
    '/cluster/enabled_hypervisors/-1',
    '/cluster/hvparams/kvm/kernel_path',
    '/cluster/ipolicy',
    '/cluster/uid_pool',
    '/cluster/nicparams/default',
    '/cluster/data_collectors',
    '/cluster/osparams',
    '/cluster/tags',
    '/cluster//cluster_name',
    '/cluster/',
    '/',
    '',
    'cluster',
    '/cluster/mtime',
    '/cluster/cluster_name/x',
    '/nosuch',
    '/serial_no',
    '/mtime',
    '/cluster~1x',
    '/cluster/~2',
    '/nodegroups',
    '/networks',
    '/filters',
    '/cluster/file_storage_dir',
    '/cluster/diskparams',
    '/cluster/beparams/default/spindle_use',
    '/cluster/candidate_certs',
    ...nodes.map((n) => `/nodes/${String(n['uuid'])}`),
    ...instances.map((i) => `/instances/${String(i['uuid'])}/nics/0`),
  ];
  const dicts = [
    {},
    { '3': [] },
    { '3': [0, 1, 2, 0] },
    { '3': [3] },
    { '3': ['0'] },
    { '0': 'br0' },
    { '0': null, '1': ips[0] },
    { '2': null },
    { '4': 1 },
    { '1': ips[0], '2': ips },
    { '0': 'main', '1': '10.9.9.9' },
    { '0': 'nolink', '2': ips },
    { '2': [...ips, '1.1.1.1', ''] },
  ];
  const kinds = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
  return [
    ...kinds.flatMap((k) => [null, 'x', 5, true, [], ...dicts].map((q): [unknown, unknown] => [k, q])),
    ...[1, 7, 8, 9].flatMap((k) => whom.map((w): [unknown, unknown] => [k, w])),
    ...['br0', 'main', 'br1', ''].map((l): [unknown, unknown] => [6, l]),
    ...paths.map((p): [unknown, unknown] => [10, p]),
    ...([
      [12, null],
      [-1, null],
      ['1', 'node1'],
    ] as [unknown, unknown][]),
  ];
}

describe("our configuration daemon beside the original's, on the same files", { skip: obstacle }, () => {
  let base = '';
  let child: ChildProcess | undefined;
  const closes: (() => unknown)[] = [];

  async function root(name: string): Promise<string> {
    const dir = join(base, name);
    const paths = new Paths(dir);
    for (const d of Object.values(paths.dirs)) await mkdir(d, { recursive: true });
    await writeFile(paths.file('hmacKey'), KEY);
    await writeFile(paths.file('configData'), JSON.stringify(richConfig()));
    const ssconf = JSON.parse(testText('config/ssconf-3.1.json')) as Record<string, string>;
    for (const [key, text] of Object.entries(ssconf)) await writeFile(paths.ssconf(key.replace('ssconf_', '')), text);
    return dir;
  }
  before(async () => {
    base = await mkdtemp(join(tmpdir(), 'gnt-confd-'));
    const env = { ...process.env, GANETI_ROOTDIR: await root('theirs'), GANETI_HOSTNAME: 'node1.peer.test' };
    child = spawn(ORIGINAL, ['-f', '--no-user-checks', '-b', THEIRS, '-p', String(PORT)], { env, stdio: 'ignore' });
    const paths = new Paths(await root('ours'));
    const deps = { paths, files: systemFiles, clock: systemClock, resolver: new SystemResolver('node1.peer.test') };
    const daemon = await startConfd({ port: PORT, address: OURS }, deps, { log: silentLogger });
    closes.push(() => daemon.close());
    const client = new ConfdClient({ peers: [THEIRS], key: KEY, port: PORT, timeoutMs: 500 });
    await eventually('the original answers', () => client.ask('REQ_PING').catch(() => undefined), 20_000);
    client.close();
  });
  after(async () => {
    for (const close of closes) await close();
    const gone = child && new Promise((resolve) => child?.once('exit', resolve));
    child?.kill('SIGTERM');
    await gone;
    await rm(base, { recursive: true, force: true });
  });

  /** What a daemon says to each packet, by the packet's number; those that get no answer are left out. */
  async function answersOf(address: string, packets: readonly Buffer[]): Promise<Map<number, string>> {
    const heard = new Map<number, string>();
    const socket = createSocket('udp4');
    let last = Date.now();
    socket.on('message', (packet: Buffer) => {
      const signed = unpackMessage(KEY, packet);
      assert.ok(signed, 'the answer is signed');
      last = Date.now();
      // What follows is the original's source, not a message.
      heard.set(Number(signed.salt), signed.msg.replace(/(Invalid query type DictQuery) \(.*\)(?=","serial":0)/, '$1'));
    });
    for (const packet of packets) {
      socket.send(packet, PORT, address);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    while (Date.now() - last < 2000) await new Promise((resolve) => setTimeout(resolve, 100));
    await new Promise<void>((resolve) => socket.close(resolve));
    return heard;
  }

  it('gives the same bytes to every question, and no answer where there is none', async () => {
    const asked = questions(richConfig());
    const now = String(Math.floor(Date.now() / 1000));
    const packets = asked.map(([type, query], i) =>
      packMessage(KEY, now, JSON.stringify({ protocol: 1, type, query, rsalt: String(i) })),
    );
    const [theirs, ours] = await Promise.all([answersOf(THEIRS, packets), answersOf(OURS, packets)]);
    assert.ok(theirs.size > 150, `only ${String(theirs.size)} answers`);
    const different = asked.flatMap((question, i) =>
      theirs.get(i) === ours.get(i)
        ? []
        : [{ question: JSON.stringify(question), theirs: theirs.get(i), ours: ours.get(i) }],
    );
    assert.deepEqual(different, []);
  });
});
