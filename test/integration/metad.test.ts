import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { appendFile, chmod, cp, readFile, writeFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { request, Agent } from 'undici';
import { namespaceObstacle, NetnsNodes } from '../support/netns-nodes.js';
import { CHECKOUT, eventually, TestCluster } from '../support/vcluster.js';

/** A port that nothing else here uses. */
const PORT = 18_169;

describe('the metadata daemon of a cluster', () => {
  let vc: TestCluster;
  let address = '';
  before(async () => {
    vc = await TestCluster.create(1);
    address = (await vc.ok('gnt-node', 'list', '--no-headers', '-o', 'pip', 'node1')).trim();
    const os = vc.path('node1', 'srv/ganeti/os/params');
    await cp(`${CHECKOUT}/os-defs/noop`, os, { recursive: true, dereference: true });
    await writeFile(`${os}/parameters.list`, 'colour a colour\nuser a name\nword a secret\n');
    await writeFile(`${os}/verify`, '#!/bin/sh\nexit 0\n');
    await chmod(`${os}/verify`, 0o755);
  });
  after(async () => {
    await vc.destroy();
  });

  const add = (name: string, ...options: string[]): Promise<string> =>
    vc.ok(
      ...[
        'gnt-instance',
        'add',
        '-H',
        'fake',
        '-t',
        'file',
        '-s',
        '1m',
        '-o',
        'params',
        '-B',
        'memory=64m',
        '-n',
        'node1',
      ],
      ...['--no-ip-check', '--no-name-check', '--no-nics', ...options, name],
    );
  const ip = async (name: string): Promise<string> => (await vc.field(name, 'nic.ip/0')).trim();
  async function ask(from: string, path: string): Promise<{ status: number; text: string }> {
    const dispatcher = new Agent({ localAddress: from });
    try {
      const { statusCode, body } = await request(`http://${address}:${String(PORT)}${path}`, { dispatcher });
      return { status: statusCode, text: await body.text() };
    } finally {
      await dispatcher.close();
    }
  }

  it('does not run on a virtual node without an address of its own', async () => {
    await add('lonely');
    assert.equal(existsSync(vc.path('node1', 'var/run/ganeti/ganeti-metad.pid')), false);
  });

  it('starts for the first instance and tells each guest its own parameters, by its address', async () => {
    const defaults = vc.path('node1', 'etc/default/ganeti');
    await writeFile(defaults, (await readFile(defaults, 'utf8')).replace(/^METAD_ARGS=.*$/m, ''));
    await appendFile(defaults, `METAD_ARGS='-b ${address} -p ${String(PORT)}'\n`);
    // Addresses that this machine can use as a source: those of the cluster's own loopback network.
    const network = address.replace(/\.\d+$/, '.128/25');
    await writeFile(
      vc.path('node1', 'network.json'),
      JSON.stringify([
        { OP_ID: 'OP_NETWORK_ADD', network_name: 'com', network, mac_prefix: '52:54:00', conflicts_check: false },
      ]),
    );
    await vc.ok('gnt-debug', 'submit-job', vc.path('node1', 'network.json'));
    const said = await vc.run('node1', 'gnt-cluster', 'modify', '--instance-communication-network', 'com');
    assert.equal(said.code, 0, said.stderr);
    assert.match(said.stdout + said.stderr, /has a non-standard IPv4 network address/);
    await add(
      'web',
      '-c',
      'yes',
      '-O',
      'colour=red',
      '--os-parameters-private',
      'user=root',
      '--os-parameters-secret',
      'word=xyzzy',
    );
    await add('db', '-c', 'yes', '-O', 'colour=blue');
    assert.deepEqual(JSON.parse((await ask(await ip('web'), '/ganeti/latest/os/parameters.json')).text), {
      colour: ['red', 'public'],
      user: ['root', 'private'],
      word: ['xyzzy', 'secret'],
    });
    assert.deepEqual(JSON.parse((await ask(await ip('db'), '/ganeti/latest/os/parameters.json')).text), {
      colour: ['blue', 'public'],
    });
    assert.equal((await ask(address, '/ganeti/latest/os/parameters.json')).status, 404);
    assert.match((await ask(await ip('db'), '/ganeti/latest/os/scripts/create')).text, /^#!/);
  });

  it('learns of instances that get the NIC later, and forgets those that lose it', async () => {
    const communicate = async (wanted: boolean): Promise<void> => {
      const file = vc.path('node1', 'modify.json');
      const op = { OP_ID: 'OP_INSTANCE_SET_PARAMS', instance_name: 'lonely', instance_communication: wanted };
      await writeFile(file, JSON.stringify([{ ...op, hotplug: false }]));
      await vc.ok('gnt-debug', 'submit-job', file);
    };
    await communicate(true);
    const from = await ip('lonely');
    assert.deepEqual(await ask(from, '/ganeti/latest/os/parameters.json'), { status: 200, text: '{}' });
    await communicate(false);
    assert.equal((await ask(from, '/ganeti/latest/os/parameters.json')).status, 404);
    assert.equal((await ask(await ip('web'), '/ganeti/latest/os/parameters.json')).status, 200);
  });

  it('keeps secrets out of logs and files', async () => {
    for (const log of ['meta-daemon', 'meta-daemon-access', 'meta-daemon-error', 'node-daemon', 'master-daemon'])
      assert.doesNotMatch(await readFile(vc.path('node1', `var/log/ganeti/${log}.log`), 'utf8'), /xyzzy/, log);
    assert.doesNotMatch(await readFile(vc.path('node1', 'var/lib/ganeti/config.data'), 'utf8'), /xyzzy/);
  });

  it('answers gnt-debug, and is stopped with the others', async () => {
    assert.equal(await vc.ok('gnt-debug', 'metad', 'echo', 'hello'), 'Answer: hello\n');
    assert.equal((await vc.run('node1', 'gnt-debug', 'metad', 'shout', 'x')).code, 1);
    await vc.ok('daemon-util', 'stop-all');
    const late = await vc.run('node1', 'gnt-debug', 'metad', 'echo', 'hello');
    assert.equal(late.code, 1);
    assert.match(late.stderr, /metadata daemon does not run/);
    assert.equal(existsSync(vc.path('node1', 'var/run/ganeti/ganeti-metad.pid')), false);
  });
});

/** A program of the checkout on a machine of the test. */
const program = (path: string): string[] => [process.execPath, `${CHECKOUT}/${path}`];

describe('guests at 169.254.169.254', { skip: namespaceObstacle() }, () => {
  let nodes: NetnsNodes;
  const [NODE, GUEST] = ['n1.test', 'guest.test'];
  before(async () => {
    nodes = await NetnsNodes.up([NODE, GUEST]);
    // As the sample script does for the tap of a guest; the cable is the tap here.
    await nodes.ok(NODE, 'env', 'INTERFACE=eth0', 'IP=169.254.0.7', 'sh', `${CHECKOUT}/hooks/network/kvm-ifup-os`);
    await nodes.ok(GUEST, 'ip', 'addr', 'add', '169.254.0.7/16', 'dev', 'eth0');
    await nodes.ok(
      NODE,
      'sh',
      '-c',
      'd=$1; while [ "$d" != / ]; do chmod a+x "$d"; d=$(dirname "$d"); done',
      'sh',
      CHECKOUT,
    );
    for (const group of ['gnt-masterd', 'gnt-confd', 'gnt-rapi', 'gnt-daemons', 'gnt-admin', 'gnt-luxid', 'gnt-metad'])
      await nodes.ok(NODE, 'groupadd', '-f', group);
    for (const user of ['gnt-masterd', 'gnt-metad'])
      await nodes.ok(NODE, 'sh', '-c', `id ${user} >/dev/null 2>&1 || useradd -M -r -g ${user} -G gnt-daemons ${user}`);
  });
  after(async () => {
    await nodes.down();
  });

  it('reach a daemon on port 80 that is not root, and get their own data only', async () => {
    await nodes.ok(NODE, ...program('daemons/daemon-util'), 'start', 'ganeti-metad');
    const pid = (await nodes.ok(NODE, 'cat', '/var/run/ganeti/ganeti-metad.pid')).trim();
    assert.equal((await nodes.ok(NODE, 'stat', '-c', '%U', `/proc/${pid}`)).trim(), 'gnt-metad');
    const status = await nodes.ok(NODE, 'cat', `/proc/${pid}/status`);
    assert.match(status, /^CapEff:\t0000000000000400$/m);
    const instance = {
      name: 'web',
      os: 'noop',
      nics: [{ name: 'ganeti:communication:web', ip: '169.254.0.7' }],
      osparams: { colour: 'red' },
      osparams_private: {},
      osparams_secret: {},
    };
    await nodes.write(NODE, '/root/tell.mjs', TELL);
    await nodes.ok(
      NODE,
      process.execPath,
      '/root/tell.mjs',
      JSON.stringify({ method: 'updateConfig', args: [instance] }),
    );
    await nodes.write(GUEST, '/root/ask.mjs', ASK);
    const get = (path: string): Promise<string> =>
      nodes.ok(GUEST, process.execPath, '/root/ask.mjs', `http://169.254.169.254${path}`);
    assert.deepEqual(JSON.parse(await get('/ganeti/latest/os/parameters.json')), [200, '{"colour":["red","public"]}']);
    await nodes.ok(GUEST, 'ip', 'addr', 'del', '169.254.0.7/16', 'dev', 'eth0');
    await nodes.ok(GUEST, 'ip', 'route', 'add', '169.254.169.254', 'dev', 'eth0');
    assert.deepEqual(JSON.parse(await get('/ganeti/latest/os/parameters.json')), [404, 'Resource not found']);
    await nodes.ok(NODE, ...program('daemons/daemon-util'), 'stop', 'ganeti-metad');
    await eventually('the daemon has ended', async () =>
      (await nodes.run(NODE, 'test', '-e', `/proc/${pid}`)).code === 0 ? undefined : true,
    );
  });
});

const TELL = `
import { connect } from 'node:net';
const socket = connect('/var/run/ganeti/socket/ganeti-metad');
socket.on('data', (data) => { process.stdout.write(data.toString()); socket.end(); });
socket.write(process.argv[2] + '\\x03');
`;
const ASK = `
const answer = await fetch(process.argv[2]);
console.log(JSON.stringify([answer.status, await answer.text()]));
`;
