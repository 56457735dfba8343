import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Paths } from '../../../../lib/common/paths.js';
import { WatcherLogFile } from '../../../../lib/watcher/log.js';
import { StoppedClock } from '../../../support/config-data.js';

describe('watcher.log', () => {
  let root = '';
  let said: string[];
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'gnt-log-'));
    said = [];
  });
  afterEach(() => rm(root, { recursive: true }));
  const open = (debug: boolean): WatcherLogFile =>
    new WatcherLogFile({
      paths: new Paths(root),
      clock: new StoppedClock(),
      writer: { program: 'ganeti-watcher', pid: 77 },
      debug,
      err: (line) => void said.push(line),
    });
  const file = (): string => join(root, 'var/log/ganeti/watcher.log');
  const FORM = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,000: ganeti-watcher pid=77 /;

  it('has lines of the form of the original, and no debug lines unless asked for', async () => {
    const log = open(false);
    log.debug('no');
    log.info('i');
    log.warning('w');
    log.error('e');
    const lines = (await readFile(file(), 'utf8')).trim().split('\n');
    assert.deepEqual(
      lines.map((line) => line.replace(FORM, '')),
      ['INFO i', 'WARNING w', 'ERROR e'],
    );
    assert.equal(said.length, 0);
    assert.equal((await stat(file())).mode & 0o777, 0o640);
    const debug = open(true);
    debug.debug('yes');
    assert.match(await readFile(file(), 'utf8'), /DEBUG yes\n$/);
    assert.deepEqual(
      said.map((line) => line.replace(FORM, '')),
      ['DEBUG yes'],
    );
  });

  it('never stops the watcher: what cannot be written is said', async () => {
    await mkdir(file(), { recursive: true });
    open(false).error('e');
    assert.match(said[0] ?? '', /ERROR e$/);
    assert.match(said[1] ?? '', /could not be written to the log: EISDIR/);
  });
});
