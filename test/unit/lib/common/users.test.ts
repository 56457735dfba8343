import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ownership, readAccounts } from '../../../../lib/common/users.js';

describe('accounts of the machine', () => {
  it('are read by name and number, past lines of another form', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'gnt-users-'));
    await writeFile(
      join(directory, 'passwd'),
      'root:x:0:0:root:/root:/bin/bash\ngnt-masterd:x:101:102::/x:/bin/false\n+::::::\n',
    );
    await writeFile(join(directory, 'group'), 'root:x:0:\ngnt-daemons:x:103:gnt-confd\n');
    const accounts = await readAccounts(join(directory, 'passwd'), join(directory, 'group'));
    assert.equal(accounts.uidOf('gnt-masterd'), 101);
    assert.equal(accounts.userOf(101), 'gnt-masterd');
    assert.equal(accounts.gidOf('gnt-daemons'), 103);
    assert.equal(accounts.groupOf(0), 'root');
    assert.equal(accounts.uidOf('+'), undefined);
    await rm(directory, { recursive: true });
  });

  it('are none when the files are missing', async () => {
    assert.equal((await readAccounts('/no/such/passwd', '/no/such/group')).uidOf('root'), undefined);
  });
});

describe('ownership', () => {
  const accounts = {
    uidOf: (name: string) => (name === 'gnt-masterd' ? 101 : undefined),
    gidOf: (name: string) => (name === 'gnt-daemons' ? 103 : undefined),
    userOf: () => undefined,
    groupOf: () => undefined,
  };
  const owner = { user: 'gnt-masterd', group: 'gnt-daemons' };

  it('is that of the names, and root where a name does not exist', () => {
    assert.deepEqual(ownership(accounts, owner, { virtual: false, euid: 0 }), { uid: 101, gid: 103 });
    assert.deepEqual(ownership(accounts, { user: 'gnt-rapi', group: 'gnt-x' }, { virtual: false, euid: 0 }), {
      uid: 0,
      gid: 0,
    });
    assert.deepEqual(ownership(accounts, { user: null, group: 'gnt-daemons' }, { virtual: false, euid: 0 }), {
      gid: 103,
    });
  });

  it('is left alone in a virtual cluster and without root', () => {
    assert.deepEqual(ownership(accounts, owner, { virtual: true, euid: 0 }), {});
    assert.deepEqual(ownership(accounts, owner, { virtual: false, euid: 1000 }), {});
  });
});
