import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { systemClock } from '../../../../lib/common/clock.js';
import { Paths } from '../../../../lib/common/paths.js';
import { guestRunState } from '../../../../lib/mond/qmp-status.js';
import { ManualClock } from '../../../support/manual-clock.js';

describe('guestRunState', () => {
  let root = '';
  let paths: Paths;
  const servers: Server[] = [];
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'gq-'));
    paths = new Paths(root);
    await mkdir(join(paths.file('kvmDir'), 'ctrl'), { recursive: true });
  });
  after(async () => {
    for (const server of servers) server.close();
    await rm(root, { recursive: true, force: true });
  });

  /** A guest whose monitor answers each command with the next of these lines. */
  async function guest(name: string, ...answers: string[]): Promise<void> {
    const server = createServer((stream) => {
      stream.write('{"QMP": {"version": {}, "capabilities": []}}\r\n');
      stream.on('data', () => answers.splice(0).forEach((line) => stream.write(`${line}\r\n`)));
      stream.on('error', () => undefined);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(join(paths.file('kvmDir'), 'ctrl', `${name}.qmp`), resolve));
  }

  it('is what QEMU answers, whatever else it says', async () => {
    const event = '{"event": "RTC_CHANGE", "data": {"status": "nonsense"}}';
    await guest(
      'web',
      '{"return": {}}',
      event,
      'no json',
      'null',
      '{"return": {"running": false, "status": "paused"}}',
    );
    assert.equal(await guestRunState({ paths, clock: systemClock }, 'web'), 'paused');
  });

  it('is unknown without a socket, without a directory and when nobody answers in time', async () => {
    assert.equal(await guestRunState({ paths, clock: systemClock }, 'gone'), undefined);
    assert.equal(await guestRunState({ paths: new Paths(join(root, 'no')), clock: systemClock }, 'gone'), undefined);
    await guest('dumb');
    const clock = new ManualClock();
    const state = guestRunState({ paths, clock }, 'dumb');
    const ticking = setInterval(() => void clock.advance(1000), 1);
    await state.finally(() => {
      clearInterval(ticking);
    });
    assert.equal(await state, undefined);
  });
});
