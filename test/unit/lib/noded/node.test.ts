import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, before, beforeEach, describe, it } from 'node:test';
import { createDispatch } from '../../../../lib/noded/dispatch.js';
import { handlers } from '../../../../lib/noded/handlers/index.js';
import { withHost, withoutHost } from '../../../../lib/noded/backend/node/etc-hosts.js';
import { verifyClientCertificate } from '../../../../lib/noded/backend/verify/certificate.js';
import { tcpPing } from '../../../../lib/noded/backend/verify/network.js';
import { systemClock } from '../../../../lib/common/clock.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { SkippingClock } from '../../../support/skipping-clock.js';
import { TestCertificates } from '../../../support/test-certificates.js';
import { GuardedRunner } from '../../../support/test-runner.js';
import { createTestNode, type TestNode } from '../../../support/test-node.js';

let certificates: TestCertificates;
before(() => {
  certificates = new TestCertificates();
});

/** Calls the node as a master does. */
async function call(node: TestNode, name: string, ...args: unknown[]): Promise<readonly [boolean, unknown]> {
  const answer = await createDispatch(handlers, node.ctx)(name, JSON.stringify(args));
  assert.ok(answer, `${name} has a handler`);
  return answer;
}

describe('what a node answers', () => {
  let node: TestNode;
  let run: GuardedRunner;
  beforeEach(async () => {
    run = new GuardedRunner(
      () => node.paths.root,
      [(program, args) => (program === process.execPath ? { exitCode: args[1] === 'check' ? 1 : 0 } : undefined)],
    );
    node = await createTestNode({ run, clock: new SkippingClock() });
  });
  afterEach(() => node.remove());

  it('names every fault of the arguments, and does nothing', async () => {
    const [ok, message] = await call(node, 'jobqueue_update', 7, [2, 'x']);
    assert.equal(ok, false);
    assert.match(String(message), /jobqueue_update: argument file_name must be string; argument content\/0 /);
    assert.deepEqual(await call(node, 'version', 1, 2), [false, 'version: 2 arguments given, expected none']);
    const answer = await createDispatch(handlers, node.ctx)('version', '{"a"');
    assert.deepEqual(answer, [false, "version: the request's body is not JSON"]);
    assert.equal(createDispatch(handlers, node.ctx)('constructor', '[]'), undefined);
  });

  it('tells what a virtual node has, its guests and files taken off', async () => {
    await writeFile(join(node.paths.file('fakeDir'), 'inst1'), '0\n512\n1\n');
    await mkdir(node.paths.local('/srv/ganeti/file-storage/inst1'));
    await writeFile(node.paths.local('/srv/ganeti/file-storage/inst1/d0'), Buffer.alloc(3 * 1024 * 1024));
    const [ok, payload] = await call(node, 'node_info', [['file', '/srv/ganeti/file-storage', []]], [['fake', {}]]);
    assert.equal(ok, true);
    const [boot, [storage], [hypervisor]] = payload as [string, Record<string, unknown>[], Record<string, unknown>[]];
    assert.equal(boot, 'boot-1');
    assert.deepEqual(storage, {
      type: 'file',
      name: '/srv/ganeti/file-storage',
      storage_size: 10_000,
      storage_free: 9997,
    });
    assert.deepEqual(
      [hypervisor?.['memory_total'], hypervisor?.['memory_free'], hypervisor?.['cpu_total']],
      [4096, 3584, 4],
    );
  });

  it('refuses a damaged vnode.json by name', async () => {
    await writeFile(join(node.paths.dirs.conf, 'vnode.json'), '{');
    const [ok, message] = await call(node, 'node_info', null, null);
    assert.equal(ok, false);
    assert.match(String(message), /vnode\.json' is not JSON; write it anew with vcluster-setup/);
  });

  it('lists storage units with the fields asked for, and refuses others', async () => {
    assert.deepEqual(
      await call(node, 'storage_list', 'file', [['/srv/ganeti/file-storage']], null, ['name', 'free', 'used']),
      [true, [['/srv/ganeti/file-storage', 10_000, 0]]],
    );
    assert.match(
      String((await call(node, 'storage_list', 'file', [['/x']], null, ['colour']))[1]),
      /Unknown storage fields: colour/,
    );
    assert.match(
      String((await call(node, 'storage_list', 'lvm-vg', ['xenvg'], null, ['name']))[1]),
      /cannot be listed/,
    );
  });

  it('drops config.data when it is demoted, keeping a backup; the master refuses', async () => {
    await node.ctx.ssconf.write({ master_node: ['node1'] });
    await writeFile(node.paths.file('configData'), '{}');
    assert.match(
      String((await call(node, 'node_demote_from_mc'))[1]),
      /this node is the master by its ssconf files, so it can't be demoted/,
    );
    await node.ctx.ssconf.write({ master_node: ['node9'] });
    assert.deepEqual(await call(node, 'node_demote_from_mc'), [true, null]);
    const left = (await readdir(node.paths.dirs.data)).filter((name) => name.startsWith('config.data'));
    assert.equal(left.length, 1);
    assert.match(left[0] ?? '', /^config\.data\.backup-\d+$/);
  });

  it('forgets the cluster when it leaves, and then stops', async () => {
    await certificates.install(node.paths, certificates.candidate);
    await mkdir(node.paths.file('queueArchiveDir'), { recursive: true });
    await writeFile(join(node.paths.file('queueDir'), 'job-1'), '{}');
    await node.ctx.ssconf.write({ cluster_name: ['c'] });
    assert.deepEqual(await call(node, 'node_leave_cluster', false), [true, 'Shutdown scheduled']);
    assert.deepEqual(await readdir(node.paths.dirs.data), ['queue']);
    assert.deepEqual(await readdir(node.paths.file('queueDir')), ['archive']);
    assert.deepEqual(node.stops, ['this node has left the cluster']);
    assert.deepEqual(
      run.commands.map((argv) => argv.slice(2).join(' ')),
      ['stop ganeti-confd', 'stop ganeti-mond', 'stop ganeti-kvmd'],
    );
  });

  it('records the address of a virtual cluster, and runs the hooks around it', async () => {
    const seen = join(node.paths.root, 'seen');
    for (const phase of ['pre', 'post']) {
      const directory = join(node.paths.file('hooksDir'), `master-ip-turnup-${phase}.d`);
      await mkdir(directory);
      const script = `#!/bin/sh\necho "$GANETI_HOOKS_PHASE $GANETI_OP_CODE $GANETI_MASTER_IP $GANETI_POST_MASTER_IP" >> ${seen}\n`;
      await writeFile(join(directory, '10-note'), script, { mode: 0o755 });
    }
    const params = { uuid: 'u', ip: '127.0.0.9', netmask: 32, netdev: 'lo', ip_family: 2 };
    assert.deepEqual(await call(node, 'node_has_ip_address', '127.0.0.9'), [true, false]);
    assert.deepEqual(await call(node, 'node_activate_master_ip', params, false), [true, null]);
    assert.deepEqual(await call(node, 'node_has_ip_address', '127.0.0.9'), [true, true]);
    assert.equal(
      await readFile(seen, 'utf8'),
      'pre OP_CLUSTER_IP_TURNUP 127.0.0.9 \npost OP_CLUSTER_IP_TURNUP 127.0.0.9 127.0.0.9\n',
    );
    assert.deepEqual(await call(node, 'node_deactivate_master_ip', params, false), [true, null]);
    assert.deepEqual(await call(node, 'node_has_ip_address', '127.0.0.9'), [true, false]);
  });

  it('does not touch the address when a hook before it fails', async () => {
    const directory = join(node.paths.file('hooksDir'), 'master-ip-turnup-pre.d');
    await mkdir(directory);
    await writeFile(join(directory, '10-no'), '#!/bin/sh\necho not today; exit 1\n', { mode: 0o755 });
    const params = { uuid: 'u', ip: '127.0.0.9', netmask: 32, netdev: 'lo', ip_family: 2 };
    assert.match(
      String((await call(node, 'node_activate_master_ip', params, false))[1]),
      /Hook .*10-no failed: not today/,
    );
    assert.deepEqual(await call(node, 'node_has_ip_address', '127.0.0.9'), [true, false]);
  });

  it('pauses the watcher until a time and forgets a pause long over', async () => {
    const now = Math.floor(node.ctx.clock.now() / 1000);
    await call(node, 'set_watcher_pause', now + 100.7);
    assert.equal(await readFile(node.paths.file('watcherPause'), 'utf8'), `${String(now + 100)}\n`);
    assert.deepEqual(await call(node, 'get_watcher_pause'), [true, now + 100]);
    await call(node, 'set_watcher_pause', now - 5);
    assert.deepEqual(await call(node, 'get_watcher_pause'), [true, null]);
    assert.ok(await stat(node.paths.file('watcherPause')));
    await call(node, 'set_watcher_pause', now - 4000);
    assert.deepEqual(await call(node, 'get_watcher_pause'), [true, null]);
    await assert.rejects(stat(node.paths.file('watcherPause')));
    await call(node, 'set_watcher_pause', null);
  });

  it('runs only restricted commands that nobody else could have put there, and says no more than that', async () => {
    const directory = node.paths.file('restrictedCommandsDir');
    await mkdir(directory, { mode: 0o755 });
    await writeFile(join(directory, 'hello'), '#!/bin/sh\necho hello "$@"\n', { mode: 0o755 });
    await writeFile(join(directory, 'open'), '#!/bin/sh\necho open\n');
    await chmod(join(directory, 'open'), 0o777);
    assert.deepEqual(await call(node, 'restricted_command', 'hello'), [true, 'hello\n']);
    for (const name of ['open', 'nosuch', '../restricted-commands/hello', '', 'a b']) {
      assert.deepEqual(await call(node, 'restricted_command', name), [false, `Executing command '${name}' failed`]);
    }
    await chmod(directory, 0o777);
    assert.equal((await call(node, 'restricted_command', 'hello'))[0], false);
  });

  it('refuses calls that would change the machine under a virtual node', async () => {
    assert.match(
      String((await call(node, 'etc_hosts_modify', 'add', 'n', '1.2.3.4'))[1]),
      /does not change the machine's \/etc\/hosts/,
    );
    assert.match(String((await call(node, 'etc_hosts_modify', 'add', 'n', null))[1]), /needs its address/);
    assert.match(String((await call(node, 'etc_hosts_modify', 'paint', 'n', null))[1]), /Mode 'paint'/);
  });
});

describe('the hosts file', () => {
  const text = '# comment\n127.0.0.1\tlocalhost\n10.0.0.2 old.example.com old # x\n10.0.0.3 a.example.com a b\n';

  it('gets one line for an address, in the place of the first it had', () => {
    assert.equal(withHost(text, '10.0.0.9', 'new.example.com'), `${text}10.0.0.9\tnew.example.com new\n`);
    assert.equal(withHost('10.0.0.2 x\n10.0.0.2 y\n1.1.1.1 z\n', '10.0.0.2', 'short'), '10.0.0.2\tshort\n1.1.1.1 z\n');
  });

  it('loses a name with its short form, and a line that has no other', () => {
    assert.equal(withoutHost(text, 'a.example.com'), text.replace('10.0.0.3 a.example.com a b', '10.0.0.3 b'));
    assert.equal(withoutHost('1.1.1.1 a.b a\n', 'a.b'), '');
    assert.equal(withoutHost(text, 'nobody'), text);
  });
});

describe('checks of a node', () => {
  it('judge the client certificate by its time and who signed it', async () => {
    const node = await createTestNode();
    const at = (ms: number): Promise<[string | null, string]> =>
      verifyClientCertificate({ ...node.ctx, clock: new ManualClock(ms) });
    const now = systemClock.now();
    const DAY = 86_400_000;
    assert.match(
      (await at(now)).join(' '),
      /There is no client certificate; 'gnt-cluster renew-crypto --new-node-certificates' makes one for each node\./,
    );
    await certificates.install(node.paths, certificates.candidate);
    assert.equal((await at(now))[0], null);
    assert.match((await at(now + 1800 * DAY)).join(' '), /^WARNING .*expires in about 24 days/);
    assert.match((await at(now + 1820 * DAY)).join(' '), /^ERROR .*expires in about 4 days/);
    assert.match((await at(now + 1830 * DAY)).join(' '), /^ERROR .*expired/);
    assert.match((await at(now - DAY)).join(' '), /^WARNING .*not yet valid/);
    await certificates.install(node.paths, certificates.foreign);
    assert.match((await at(now)).join(' '), /^WARNING .*self-signed/);
    await node.remove();
  });

  it('take a refused connection for a sign of life', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    assert.equal(await tcpPing({ clock: systemClock }, '127.0.0.1', port, '127.0.0.1'), true);
    server.close();
    assert.equal(await tcpPing({ clock: systemClock }, '127.0.0.1', port), true);
    assert.equal(await tcpPing({ clock: systemClock }, '127.0.0.1', port, '203.0.113.1'), false);
  });

  it('reach other nodes by remote commands and compare their names', async () => {
    const node = await createTestNode();
    for (const [name, says] of [
      ['node2', 'node2'],
      ['node3', 'wrong'],
    ] as const) {
      const directory = join(dirname(node.paths.root), name);
      await mkdir(directory);
      await writeFile(join(directory, 'cmd'), `#!/bin/sh\nGANETI_HOSTNAME=${says} exec "$@"\n`, { mode: 0o755 });
    }
    const list = [['node2', 'node3'], {}, ['node1']];
    assert.deepEqual(await call(node, 'node_verify', { nodelist: list }, 'c', {}), [
      true,
      { nodelist: { node3: 'hostname mismatch: expected node3 but got wrong' } },
    ]);
    assert.deepEqual(await call(node, 'node_verify', { nodelist: [['node3'], {}, ['node2']] }, 'c', {}), [
      true,
      { nodelist: {} },
    ]);
    await node.remove();
  });

  it('say which argument of a check is wrong', async () => {
    const node = await createTestNode();
    assert.deepEqual(await call(node, 'node_verify', { bridges: 'br0' }, 'c', {}), [
      false,
      "node_verify: argument of check 'bridges' is wrong: must be array",
    ]);
    await node.remove();
  });
});
