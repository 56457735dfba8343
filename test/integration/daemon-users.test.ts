import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { namespaceObstacle, NetnsNodes } from '../support/netns-nodes.js';
import { CHECKOUT, eventually } from '../support/vcluster.js';

const N1 = 'n1.test';
const USERS = {
  'gnt-masterd': ['gnt-daemons', 'gnt-admin', 'gnt-confd', 'gnt-rapi'],
  'gnt-confd': ['gnt-daemons'],
  'gnt-rapi': ['gnt-daemons', 'gnt-admin'],
  'gnt-metad': ['gnt-daemons'],
};

describe('daemons under users of their own', { skip: namespaceObstacle() }, () => {
  let nodes: NetnsNodes;
  before(async () => {
    nodes = await NetnsNodes.up([N1, 'n2.test']);
    for (const group of [...Object.keys(USERS), 'gnt-luxid', 'gnt-admin', 'gnt-daemons'])
      await nodes.ok(N1, 'groupadd', group);
    for (const [user, groups] of Object.entries(USERS))
      await nodes.ok(N1, 'useradd', '-M', '-g', user, '-G', groups.join(','), user);
    const link = `for p in "$1"/daemons/* "$1"/bin/gnt-*; do ln -sf "$p" /usr/sbin/; done; mkdir -p /usr/lib/ganeti /etc/ganeti; ln -sf "$1"/daemons/daemon-util /usr/lib/ganeti/; chmod 755 /tmp`;
    await nodes.ok(N1, 'sh', '-c', link, 'sh', CHECKOUT);
    const init = ['gnt-cluster', 'init', '--no-etc-hosts', '--no-ssh-init', '--master-netdev=eth0'];
    const kinds = [
      '--enabled-hypervisors=fake',
      '--enabled-disk-templates=diskless',
      '--nic-parameters=mode=routed,link=main',
    ];
    await nodes.ok(N1, ...init, ...kinds, 'cluster.test');
  });
  after(async () => {
    await nodes.down();
  });

  /** Names of the user and of all groups that a daemon has. */
  async function identity(daemon: string): Promise<{ user: string; groups: string[] }> {
    const script = `p=$(cat /var/run/ganeti/"$1".pid); ps -o user:32= -p "$p"; for g in $(sed -n 's/^Groups:\\t//p' /proc/"$p"/status); do getent group "$g" | cut -d: -f1; done`;
    const [user = '', ...groups] = (await nodes.ok(N1, 'sh', '-c', script, 'sh', daemon)).trim().split('\n');
    return { user: user.trim(), groups: groups.sort() };
  }
  const wait = (daemon: string, code: number): Promise<true> =>
    eventually(`${daemon}: ${String(code)}`, async () =>
      (await nodes.run(N1, 'daemon-util', 'check', daemon)).code === code ? true : undefined,
    );

  it('have the rights of those users only, with all their groups', async () => {
    assert.deepEqual(await identity('ganeti-masterd'), {
      user: 'gnt-masterd',
      groups: ['gnt-admin', 'gnt-confd', 'gnt-daemons', 'gnt-masterd', 'gnt-rapi'],
    });
    assert.deepEqual(await identity('ganeti-confd'), { user: 'gnt-confd', groups: ['gnt-confd', 'gnt-daemons'] });
    for (const daemon of ['ganeti-noded', 'ganeti-mond'])
      assert.deepEqual(await identity(daemon), { user: 'root', groups: ['root'] });
  });

  it('may listen on port 80 without being root', async () => {
    await nodes.ok(N1, 'daemon-util', 'start', 'ganeti-metad', '-b', '127.0.0.1');
    assert.deepEqual(await identity('ganeti-metad'), { user: 'gnt-metad', groups: ['gnt-daemons', 'gnt-metad'] });
    const ask = 'exec 3<>/dev/tcp/127.0.0.1/80; printf "GET / HTTP/1.0\\r\\n\\r\\n" >&3; head -n 1 <&3';
    assert.match(await nodes.ok(N1, 'bash', '-c', ask), /^HTTP\/1\.\d \d{3} /);
    await nodes.ok(N1, 'daemon-util', 'stop', 'ganeti-metad');
  });

  it('work so: jobs run, and the configuration is written', async () => {
    await nodes.ok(N1, 'gnt-cluster', 'add-tags', 'seen');
    assert.equal((await nodes.ok(N1, 'gnt-cluster', 'list-tags')).trim(), 'seen');
    assert.match(await nodes.ok(N1, 'ls', '-l', '/var/lib/ganeti/config.data'), /gnt-masterd/);
  });

  it('are not started by hand as somebody else, unless that is insisted on', async () => {
    await nodes.ok(N1, 'daemon-util', 'stop', 'ganeti-confd');
    const refused = await nodes.run(N1, 'ganeti-confd');
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /must run as gnt-confd .*start it with daemon-util/);
    await nodes.ok(N1, 'ganeti-confd', '--no-user-checks');
    assert.equal((await identity('ganeti-confd')).user, 'root');
    await nodes.ok(N1, 'daemon-util', 'stop', 'ganeti-confd');
    // Its log belongs to root now; ensure-dirs gives it back.
    await nodes.ok(N1, 'daemon-util', 'start', 'ganeti-confd');
    assert.equal((await identity('ganeti-confd')).user, 'gnt-confd');
  });

  it('are brought back by the watcher as those users', async () => {
    for (const daemon of ['ganeti-masterd', 'ganeti-confd']) {
      await nodes.ok(N1, 'sh', '-c', 'kill -9 "$(cat /var/run/ganeti/"$1".pid)"', 'sh', daemon);
      await wait(daemon, 1);
    }
    await nodes.ok(N1, 'ganeti-watcher');
    assert.equal((await identity('ganeti-masterd')).user, 'gnt-masterd');
    assert.equal((await identity('ganeti-confd')).user, 'gnt-confd');
    assert.match(await nodes.ok(N1, 'ls', '-l', '/var/log/ganeti/watcher.log'), /^-rw-r-----/);
  });

  it('log to syslog, too or only', async () => {
    // A /dev of this machine's own, with a place for messages.
    const dev =
      'mkdir -p /tmp/du /tmp/dw && mount -t overlay -o lowerdir=/dev,upperdir=/tmp/du,workdir=/tmp/dw overlay /dev';
    await nodes.ok(N1, 'sh', '-c', dev);
    const listen = 'setsid socat -u UNIX-RECV:/dev/log,mode=666 OPEN:/tmp/syslog,create,append >/dev/null 2>&1 &';
    await nodes.ok(N1, 'sh', '-c', listen);
    await eventually('syslog', async () =>
      (await nodes.run(N1, 'test', '-S', '/dev/log')).code === 0 ? true : undefined,
    );
    const log = '/var/log/ganeti/conf-daemon.log';
    const lines = async (file: string): Promise<number> =>
      Number((await nodes.ok(N1, 'sh', '-c', `cat ${file} 2>/dev/null | grep -c "daemon startup" || true`)).trim());
    for (const [usage, inFile] of [
      ['yes', 1],
      ['only', 0],
    ] as const) {
      await nodes.ok(N1, 'daemon-util', 'stop', 'ganeti-confd');
      const before = await lines(log);
      await nodes.ok(N1, 'sh', '-c', ': > /tmp/syslog');
      await nodes.ok(N1, 'daemon-util', 'start', 'ganeti-confd', `--syslog=${usage}`);
      await eventually(`syslog with ${usage}`, async () => ((await lines('/tmp/syslog')) > 0 ? true : undefined));
      assert.match(await nodes.ok(N1, 'cat', '/tmp/syslog'), /ganeti-confd\[\d+\]: /);
      assert.equal((await lines(log)) - before, inFile);
    }
  });
});
