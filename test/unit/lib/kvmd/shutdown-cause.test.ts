import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ShutdownCause } from '../../../../lib/kvmd/shutdown-cause.js';

const event = (name: string, data?: object): string =>
  JSON.stringify({ timestamp: { seconds: 1, microseconds: 2 }, event: name, ...(data ? { data } : {}) });
const byGuest = event('SHUTDOWN', { guest: true, reason: 'guest-shutdown' });

describe('ShutdownCause', () => {
  const table: readonly [string, readonly string[], boolean][] = [
    ['nothing was heard: killed', [], false],
    ['the guest shut down', [byGuest], true],
    ['an old QEMU, which does not say whose doing it was', [event('SHUTDOWN')], true],
    ['the power button was pressed before', [event('POWERDOWN'), byGuest], false],
    ['the guest was stopped, as for a migration', [event('STOP'), byGuest], false],
    ['the guest was stopped and went on', [event('STOP'), event('RESUME'), byGuest], true],
    ['a signal ended QEMU', [event('SHUTDOWN', { guest: false, reason: 'host-signal' })], false],
    ['the guest was reset', [event('RESET', { guest: true })], false],
    ['another event has the word in its data', [event('DEVICE_DELETED', { device: 'SHUTDOWN' })], false],
    ['it is no event', ['{"return": {"event": "SHUTDOWN"}}', '{"QMP": {}}', 'nonsense', '[]', '"SHUTDOWN"'], false],
  ];
  for (const [what, lines, byUser] of table) {
    it(`${byUser ? 'blames the user' : 'does not blame the user'} when ${what}`, () => {
      const cause = new ShutdownCause();
      for (const line of lines) cause.hear(line);
      assert.equal(cause.byUser, byUser);
    });
  }
});
