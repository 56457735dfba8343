import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { runHooks } from '../../../../lib/noded/backend/run/hooks.js';
import { allocatorOptions } from '../../../../lib/noded/backend/run/iallocator.js';
import { createTestNode, type TestNode } from '../../../support/test-node.js';

const SKIP = 0;
const FAIL = 1;
const SUCCESS = 2;

describe('hooks', () => {
  let node: TestNode;
  let directory: string;
  beforeEach(async () => {
    node = await createTestNode();
    directory = join(node.paths.file('hooksDir'), 'instance-start-pre.d');
    await mkdir(directory);
  });
  afterEach(() => node.remove());

  const script = (name: string, text: string, mode = 0o755): Promise<void> =>
    writeFile(join(directory, name), text, { mode });
  const run = (env: Record<string, string> = {}): ReturnType<typeof runHooks> =>
    runHooks(node.ctx, 'instance-start', 'pre', env);

  it('run in the order of their names, with output and outcome', async () => {
    await script('20-b', '#!/bin/sh\necho second; echo oops >&2; exit 3\n');
    await script('10-a', '#!/bin/sh\necho " first "\n');
    assert.deepEqual(await run(), [
      ['instance-start-pre.d/10-a', SUCCESS, 'first'],
      ['instance-start-pre.d/20-b', FAIL, 'second\noops'],
    ]);
  });

  it('are skipped when their name or mode says so; hidden files are not even named', async () => {
    await script('10-a.dpkg-old', '#!/bin/sh\n');
    await script('readme', 'x', 0o644);
    await script('.hidden', '#!/bin/sh\n');
    await mkdir(join(directory, 'folder'));
    assert.deepEqual(await run(), [
      ['instance-start-pre.d/10-a.dpkg-old', SKIP, ''],
      ['instance-start-pre.d/folder', SKIP, ''],
      ['instance-start-pre.d/readme', SKIP, ''],
    ]);
  });

  it('fail when they cannot be started', async () => {
    await script('10-a', '#!/no/such/interpreter\n');
    const [[name, outcome, output] = ['', 0, '']] = await run();
    assert.deepEqual([name, outcome], ['instance-start-pre.d/10-a', FAIL]);
    assert.match(output, /Hook script execution error/);
  });

  it('see the given environment and nothing of the daemon but what names its virtual node', async () => {
    process.env['SECRET_OF_THE_DAEMON'] = 'x';
    await script('10-env', '#!/bin/sh\nenv | sort | cut -d= -f1\n');
    const [[, , output] = ['', 0, '']] = await run({ GANETI_OP_CODE: 'OP_X', PATH: '/usr/bin:/bin' });
    delete process.env['SECRET_OF_THE_DAEMON'];
    const shellsOwn = ['PWD', 'OLDPWD', 'SHLVL', '_'];
    assert.deepEqual(
      output.split('\n').filter((name) => !shellsOwn.includes(name)),
      ['GANETI_HOSTNAME', 'GANETI_OP_CODE', 'GANETI_ROOTDIR', 'PATH'],
    );
  });

  it('are none where there is no directory, and an unknown phase or path is refused', async () => {
    assert.deepEqual(await runHooks(node.ctx, 'node-add', 'post', {}), []);
    await assert.rejects(runHooks(node.ctx, 'node-add', 'during', {}), /Unknown hooks phase 'during'/);
    await assert.rejects(runHooks(node.ctx, '../x', 'pre', {}), /Invalid hooks path/);
  });
});

describe('allocatorOptions', () => {
  it('makes options out of parameters, bare ones where the value is null', () => {
    assert.deepEqual(allocatorOptions({ 'no-capacity-checks': null, seed: '7' }), ['--no-capacity-checks', '--seed=7']);
  });
});
