import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { ensureDirs } from '../../../../lib/common/ensure-dirs/ensure.js';
import { ensuredPaths } from '../../../../lib/common/ensure-dirs/table.js';
import { Paths } from '../../../../lib/common/paths.js';
import { readAccounts } from '../../../../lib/common/users.js';

const FACTS = fileURLToPath(new URL('../../../../../../shared/facts/files.json', import.meta.url));
const noFacts = existsSync(FACTS) ? false : `no facts about the original at ${FACTS}`;

interface Fact {
  readonly path: string;
  readonly type: number;
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
}

describe('directories and modes of a node', () => {
  it('are those that the original enforces', { skip: noFacts }, () => {
    const KINDS = ['', 'directory', 'file', 'queue files'];
    const facts = (JSON.parse(readFileSync(FACTS, 'utf8')) as { ensure_dirs: Fact[] }).ensure_dirs;
    // wconfd is part of the master daemon and runs as its user, as it does in the original's package.
    const theirs = facts.map((f) =>
      [f.path, KINDS[f.type], f.mode, f.owner.replace('wconfd', 'masterd'), f.group].join(' '),
    );
    const ours = ensuredPaths(new Paths())
      // The journal is ours (decision 6), and so are figures for monitoring.
      .filter((e) => !/^\/var\/(lib\/ganeti\/journal|run\/ganeti\/rpc-figures)/.test(e.path))
      .map((e) => [e.path, e.kind, e.mode.toString(8).padStart(4, '0'), e.user, e.group].join(' '));
    assert.deepEqual(ours.sort(), theirs.sort());
  });
});

describe('ensureDirs', () => {
  let base: string;
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'gnt-dirs-'));
  });
  afterEach(() => rm(base, { recursive: true }));

  const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o7777).toString(8);

  it('makes the directories of a virtual node and leaves what is there alone', async () => {
    const paths = new Paths(join(base, 'node1'));
    await mkdir(paths.dirs.data, { recursive: true });
    await chmod(paths.dirs.data, 0o700);
    await writeFile(paths.file('serverPem'), '', { mode: 0o600 });
    await ensureDirs({ paths, accounts: await readAccounts(), euid: 0 });
    assert.equal(await modeOf(paths.file('socketDir')), '770');
    assert.equal(await modeOf(paths.file('cryptoKeysDir')), '700');
    assert.equal(await modeOf(paths.file('queueArchiveDir')), '750');
    assert.equal(await modeOf(paths.dirs.data), '700');
    assert.equal(await modeOf(paths.file('serverPem')), '600');
  });

  it('does not follow links that somebody has put in place of a directory', async () => {
    const paths = new Paths(join(base, 'node1'));
    const elsewhere = join(base, 'elsewhere');
    await mkdir(elsewhere, { mode: 0o700 });
    await mkdir(paths.dirs.run, { recursive: true });
    await symlink(elsewhere, paths.file('socketDir'));
    await ensureDirs({ paths, accounts: await readAccounts(), euid: 0 });
    assert.equal(await modeOf(elsewhere), '700');
  });
});
