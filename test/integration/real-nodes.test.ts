import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { namespaceObstacle, NetnsNodes } from '../support/netns-nodes.js';
import { CHECKOUT, eventually } from '../support/vcluster.js';

/** Programs as the Debian package places them. */
const INSTALLED: Readonly<Record<string, string>> = {
  '/usr/lib/ganeti/node-daemon-setup': 'bin/node-daemon-setup',
  '/usr/lib/ganeti/prepare-node-join': 'bin/prepare-node-join',
  '/usr/lib/ganeti/ssh-update': 'bin/ssh-update',
  '/usr/lib/ganeti/daemon-util': 'daemons/daemon-util',
  '/usr/sbin/ganeti-noded': 'daemons/ganeti-noded',
  '/usr/sbin/ganeti-masterd': 'daemons/ganeti-masterd',
  ...Object.fromEntries(
    ['gnt-cluster', 'gnt-node', 'gnt-instance', 'gnt-job'].map((t) => [`/usr/sbin/${t}`, `bin/${t}`]),
  ),
};

function obstacle(): string | false {
  if (!existsSync('/usr/sbin/sshd')) return 'sshd is missing (package openssh-server)';
  return namespaceObstacle();
}

describe('real nodes, joined over SSH', { skip: obstacle() }, () => {
  let nodes: NetnsNodes;
  before(async () => {
    nodes = await NetnsNodes.up(['n1.test', 'n2.test']);
    for (const n of ['n1.test', 'n2.test']) {
      for (const [path, from] of Object.entries(INSTALLED)) {
        await nodes.ok(
          n,
          'sh',
          '-c',
          'mkdir -p "$(dirname "$2")" && ln -sf "$1" "$2"',
          'sh',
          `${CHECKOUT}/${from}`,
          path,
        );
      }
      // Keys of its own, as two machines have: the ones of the machine below are hidden.
      await nodes.ok(
        n,
        'sh',
        '-c',
        'rm -rf /root/.ssh /etc/ssh/ssh_host_* && ssh-keygen -q -A && mkdir -p -m 700 /root/.ssh',
      );
      await nodes.ok(
        n,
        'sh',
        '-c',
        'mkdir -p /etc/ganeti && printf "/srv/ganeti/file-storage\\n/srv/ganeti/shared-file-storage\\n" > /etc/ganeti/file-storage-paths',
      );
      await nodes.ok(n, '/usr/sbin/sshd', '-o', 'PidFile=/run/sshd.pid');
    }
  });
  after(async () => {
    await nodes.down();
  });

  const init = [
    'gnt-cluster',
    'init',
    '--no-etc-hosts',
    '--master-netdev=eth0',
    '--enabled-hypervisors=fake',
    '--enabled-disk-templates=file,diskless',
    '--nic-parameters=mode=routed,link=main',
  ];

  it('refuses a node whose name resolves to a loopback address', async () => {
    await nodes.write('n1.test', '/etc/hosts', '127.0.0.1 localhost n1.test\n10.99.0.1 cluster.test\n');
    const ran = await nodes.run('n1.test', ...init, 'cluster.test');
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, /loopback address/);
    await nodes.write(
      'n1.test',
      '/etc/hosts',
      '127.0.0.1 localhost\n10.99.0.1 cluster.test\n10.99.0.11 n1.test\n10.99.0.12 n2.test\n',
    );
  });

  it('initialises a cluster with keys and the master address on the network', async () => {
    await nodes.ok('n1.test', ...init, 'cluster.test');
    assert.match(await nodes.ok('n1.test', 'ip', '-4', '-o', 'addr', 'show', 'eth0'), /10\.99\.0\.1\/32/);
    assert.match(await nodes.ok('n1.test', 'cat', '/var/lib/ganeti/known_hosts'), /^cluster\.test ssh-rsa /);
    assert.match(await nodes.ok('n1.test', 'cat', '/var/lib/ganeti/ganeti_pub_keys'), /ssh-rsa/);
  });

  it('adds a node over SSH, giving it the host keys of the cluster and a key of its own', async () => {
    // The administrator lets the master in, once, as the documentation asks.
    const key = await nodes.ok('n1.test', 'cat', '/root/.ssh/id_rsa.pub');
    await nodes.write('n2.test', '/root/.ssh/authorized_keys', key);
    const before = await nodes.ok('n2.test', 'cat', '/etc/ssh/ssh_host_rsa_key.pub');
    await nodes.ok('n1.test', 'gnt-node', 'add', '--no-ssh-key-check', 'n2.test');
    const hostKey = await nodes.ok('n2.test', 'cat', '/etc/ssh/ssh_host_rsa_key.pub');
    assert.notEqual(hostKey, before);
    assert.equal(hostKey, await nodes.ok('n1.test', 'cat', '/etc/ssh/ssh_host_rsa_key.pub'));
    const list = await nodes.ok('n1.test', 'gnt-node', 'list', '--no-headers', '-o', 'name,role');
    assert.deepEqual(
      list
        .trim()
        .split('\n')
        .map((l) => l.trim().split(/\s+/)),
      [
        ['n1.test', 'M'],
        ['n2.test', 'C'],
      ],
    );
    const own = (await nodes.ok('n2.test', 'cat', '/root/.ssh/id_rsa.pub')).trim();
    assert.ok((await nodes.ok('n1.test', 'cat', '/root/.ssh/authorized_keys')).includes(own.split(' ')[1] ?? '?'));
    assert.ok((await nodes.ok('n2.test', 'cat', '/var/lib/ganeti/ganeti_pub_keys')).includes(own.split(' ')[1] ?? '?'));
  });

  it('runs commands and copies files over SSH with the cluster key alone', async () => {
    const said = await nodes.ok('n1.test', 'gnt-cluster', 'command', '-n', 'n2.test', 'hostname');
    assert.match(said, /n2\.test/);
    await nodes.write('n1.test', '/etc/ganeti/note', 'hello\n');
    await nodes.ok('n1.test', 'gnt-cluster', 'copyfile', '/etc/ganeti/note');
    assert.equal(await nodes.ok('n2.test', 'cat', '/etc/ganeti/note'), 'hello\n');
  });

  it('is found sound by verification, SSH included', async () => {
    const ran = await nodes.run('n1.test', 'gnt-cluster', 'verify', '--error-codes');
    assert.doesNotMatch(ran.stdout, /ERROR:ENODESSH|ERROR:ENODENET|ERROR:ECLUSTERCLIENTCERT|ERROR:ECLUSTERFILECHECK/);
  });

  it('lets a node go: its keys are withdrawn and its daemon ends', async () => {
    const own = (await nodes.ok('n2.test', 'cat', '/root/.ssh/id_rsa.pub')).split(' ')[1] ?? '?';
    await nodes.ok('n1.test', 'gnt-node', 'remove', 'n2.test');
    assert.ok(!(await nodes.ok('n1.test', 'cat', '/root/.ssh/authorized_keys')).includes(own));
    await eventually(
      'the end of the node daemon',
      async () => ((await nodes.run('n2.test', 'pgrep', '-f', 'ganeti-noded')).code === 0 ? undefined : true),
      30_000,
    );
    assert.equal((await nodes.run('n2.test', 'test', '-e', '/var/lib/ganeti/server.pem')).code, 1);
  });

  it('destroys the cluster and takes its address down', async () => {
    await nodes.ok('n1.test', 'gnt-cluster', 'destroy', '--yes-do-it');
    assert.doesNotMatch(await nodes.ok('n1.test', 'ip', '-4', '-o', 'addr', 'show', 'eth0'), /10\.99\.0\.1\/32/);
    assert.equal((await nodes.run('n1.test', 'test', '-e', '/var/lib/ganeti/config.data')).code, 1);
  });
});
