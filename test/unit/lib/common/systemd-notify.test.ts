import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { silentLogger } from '../../../../lib/common/log.js';
import { SystemdNotify } from '../../../../lib/common/systemd-notify.js';
import { GuardedRunner } from '../../../support/test-runner.js';

describe('telling systemd', () => {
  const take = (env: Record<string, string | undefined>, run: GuardedRunner): SystemdNotify =>
    SystemdNotify.take(env, { run, log: silentLogger, pid: 77 });

  it('goes through systemd-notify, and keeps the socket from programs that are started', async () => {
    const sockets: unknown[] = [];
    const run = new GuardedRunner(
      () => '/nowhere',
      [(_program, _args, { env }) => (sockets.push(env?.['NOTIFY_SOCKET']), {})],
    );
    const env = { NOTIFY_SOCKET: '/run/systemd/notify', HOME: '/root' };
    const systemd = take(env, run);
    assert.deepEqual(env, { HOME: '/root' });
    await systemd.ready();
    await systemd.stopping();
    assert.deepEqual(run.commands, [
      ['systemd-notify', 'READY=1', 'MAINPID=77'],
      ['systemd-notify', 'STOPPING=1'],
    ]);
    assert.deepEqual(sockets, ['/run/systemd/notify', '/run/systemd/notify']);
  });

  it('is left out where nobody asked for it, and never stops a daemon', async () => {
    const run = new GuardedRunner(() => '/nowhere');
    await take({}, run).ready();
    await take({ NOTIFY_SOCKET: '' }, run).ready();
    assert.deepEqual(run.commands, []);
    await take({ NOTIFY_SOCKET: '/gone' }, run).ready();
    assert.equal(run.commands.length, 1);
  });
});
