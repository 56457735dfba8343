import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ConfigState, parseConfig } from '../../lib/config/index.js';
import { CHECKOUT, runProgram, type Ran } from '../support/vcluster.js';

const ORIGINAL = join(CHECKOUT, '.cache/original/usr/share/ganeti/3.0');
const SAMPLES = join(CHECKOUT, '.cache/original/usr/share/ganeti/testsuite/test/data');
const NAME = /^cluster_config_(\d+\.\d+)\.json$/;

function obstacle(): string | false {
  if (!existsSync(SAMPLES)) return "the original's test data are not here (node scripts/fetch-original.mjs)";
  return existsSync('/usr/lib/python3/dist-packages/simplejson')
    ? false
    : 'its Python libraries are missing (see .ci/run)';
}

type Json = Record<string, unknown>;

/** Paths at which the original has something that ours has not, or has otherwise. */
function lost(theirs: unknown, ours: unknown, path = ''): string[] {
  if (typeof theirs !== 'object' || theirs === null) return theirs === ours ? [] : [path];
  if (typeof ours !== 'object' || ours === null || Array.isArray(theirs) !== Array.isArray(ours)) return [path];
  if (Array.isArray(ours) && ours.length !== (theirs as unknown[]).length) return [path];
  // The original writes the nodes of a disk in any order.
  if (path.endsWith('/nodes') && Array.isArray(ours))
    return JSON.stringify([...(theirs as string[])].sort()) === JSON.stringify([...(ours as string[])].sort())
      ? []
      : [path];
  return Object.entries(theirs).flatMap(([key, value]) => lost(value, (ours as Json)[key], `${path}/${key}`));
}

/** What differs for a reason. */
const EXPLAINED: readonly RegExp[] = [
  // Each writes when it runs, and ours once more for the way back.
  /^\/(mtime|serial_no)$/,
  // Disks that move out of their instances, and their children, get new UUIDs.
  /^\/disks\/[-0-9a-f]{36}(\/children\/\d\/uuid)?$/,
  /^\/instances\/[-0-9a-f]{36}\/disks(\/\d)?$/,
  // Gone in 3.1; the way back puts in what 3.0 has by default.
  /^\/cluster\/hvparams\/xen-[ph]vm\/xen_cmd$/,
  // Cut to the cluster's templates, which the original's daemon does when it reads the file.
  /^\/cluster\/ipolicy\/disk-templates$/,
];

describe("cfgupgrade on the original's sample configurations", { skip: obstacle() }, () => {
  let scratch = '';
  before(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'gnt-upgrade-'));
  });
  after(() => rm(scratch, { recursive: true, force: true }));

  /** The directory of a master with that configuration. */
  async function master(sample: string): Promise<string> {
    const dir = await mkdtemp(join(scratch, 'm-'));
    await copyFile(join(SAMPLES, sample), join(dir, 'config.data'));
    for (const name of ['server.pem', 'known_hosts']) await writeFile(join(dir, name), '');
    await writeFile(join(dir, 'ssconf_master_node'), 'node1.example.com\n');
    return dir;
  }
  const options = (dir: string): string[] => [`--path=${dir}`, `--confdir=${dir}`, '--force', '--ignore-hostname'];
  const ours = (dir: string, ...more: string[]): Promise<Ran> =>
    runProgram([process.execPath, join(CHECKOUT, 'bin/cfgupgrade'), ...options(dir), ...more]);
  const theirs = (dir: string, ...more: string[]): Promise<Ran> =>
    runProgram([
      '/usr/bin/env',
      `PYTHONPATH=${ORIGINAL}`,
      '/usr/bin/python3',
      '-B',
      join(ORIGINAL, 'cfgupgrade'),
      ...options(dir),
      ...more,
    ]);
  const config = async (dir: string): Promise<Json> =>
    JSON.parse(await readFile(join(dir, 'config.data'), 'utf8')) as Json;

  const samples = existsSync(SAMPLES) ? readdirSync(SAMPLES).filter((name) => NAME.test(name)) : [];
  it('finds the samples', () => {
    assert.ok(samples.length >= 10, `only ${samples.join(' ')}`);
  });
  for (const sample of samples) {
    it(`${NAME.exec(sample)?.[1] ?? ''}: goes up to 3.1, and down to what the original makes of it in 3.0`, async () => {
      const [mine, original] = [await master(sample), await master(sample)];
      const up = await ours(mine);
      assert.equal(up.code, 0, up.stderr);
      const text = await readFile(join(mine, 'config.data'), 'utf8');
      assert.ok(Object.keys(ConfigState.of(parseConfig(text, sample)).snapshot.nodes).length > 0);

      const down = await ours(mine, '--downgrade');
      assert.equal(down.code, 0, down.stderr);
      const reference = await theirs(original, '--no-verify');
      assert.equal(reference.code, 0, reference.stderr);
      const differing = lost(await config(original), await config(mine));
      assert.deepEqual(
        differing.filter((path) => !EXPLAINED.some((known) => known.test(path))),
        [],
      );
      // And the original takes it for one of its own.
      const accepted = await theirs(mine, '--no-verify');
      assert.equal(accepted.code, 0, accepted.stderr);
    });
  }
});
