import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Paths } from '../../../../lib/common/paths.js';
import { systemFiles } from '../../../../lib/common/files.js';
import { shellQuote, sshOptions } from '../../../../lib/bootstrap/remote-ssh.js';
import { knownHosts } from '../../../../lib/bootstrap/ssh/host-keys.js';
import { PublicKeyFile } from '../../../../lib/common/ssh/public-keys.js';
import { authorizeKeys } from '../../../../lib/common/ssh/user-files.js';

describe('remote command lines', () => {
  it('quote every word for the login shell on the other side', () => {
    assert.equal(shellQuote('/usr/bin/id'), '/usr/bin/id');
    assert.equal(shellQuote('a b'), `'a b'`);
    assert.equal(shellQuote(`it's; rm -rf /`), `'it'\\''s; rm -rf /'`);
    assert.equal(shellQuote(''), `''`);
  });

  it('know the nodes by the cluster name and never ask in batch mode', () => {
    const options = sshOptions(new Paths(), { clusterName: 'cluster.test' });
    for (const o of ['-oHostKeyAlias=cluster.test', '-oBatchMode=yes', '-oStrictHostKeyChecking=yes'])
      assert.ok(options.includes(o), o);
  });

  it('may ask the user about a new machine, or take any key when told so', () => {
    assert.ok(sshOptions(new Paths(), { interactive: true }).includes('-oStrictHostKeyChecking=ask'));
    assert.ok(sshOptions(new Paths(), { checkHostKey: false }).includes('-oStrictHostKeyChecking=no'));
  });
});

describe('SSH files', () => {
  let dir = '';
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'ssh-'));
  });
  after(async () => {
    await rm(dir, { recursive: true });
  });

  it('authorise a key once, whatever its comment, and keep what is there', async () => {
    const home = join(dir, 'home');
    await mkdir(join(home, '.ssh'), { recursive: true });
    const file = join(home, '.ssh/authorized_keys');
    await writeFile(file, 'no-pty ssh-rsa AAAA old@host');
    await authorizeKeys(systemFiles, home, ['ssh-rsa AAAA new@host', 'ssh-rsa BBBB x@y\n', 'not a key']);
    assert.equal(await readFile(file, 'utf8'), 'no-pty ssh-rsa AAAA old@host\nssh-rsa BBBB x@y\n');
    assert.equal((await stat(file)).mode & 0o777, 0o600);
  });

  it('list the host keys under the cluster name', () => {
    assert.equal(knownHosts('c.test', { rsa: 'AAAA', dsa: '' }), 'c.test ssh-rsa AAAA\n');
  });

  it('keep the public keys of nodes by UUID', async () => {
    await mkdir(join(dir, 'root/var/lib/ganeti'), { recursive: true });
    const keys = new PublicKeyFile(systemFiles, new Paths(join(dir, 'root')));
    await keys.create('uuid-1', 'ssh-rsa AAAA root@node1\n');
    await keys.add('node2', 'ssh-rsa BBBB root@node2');
    await keys.add('node2', 'ssh-rsa BBBB root@node2');
    assert.deepEqual(
      [...(await keys.read())],
      [
        ['uuid-1', ['ssh-rsa AAAA root@node1']],
        ['node2', ['ssh-rsa BBBB root@node2']],
      ],
    );
  });
});
