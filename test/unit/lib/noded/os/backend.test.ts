import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { WireDisk, WireInstance } from '@gnt/protocol';
import type { Clock } from '../../../../../lib/common/clock.js';
import { systemClock } from '../../../../../lib/common/clock.js';
import { ExecaRunner } from '../../../../../lib/common/exec.js';
import { Paths } from '../../../../../lib/common/paths.js';
import { NodeOs, osSearchPath } from '../../../../../lib/noded/os/index.js';

const OS_DEFS = new URL('../../../../../../os-defs/', import.meta.url).pathname;
/** Ten past noon, local time. */
const clock: Clock = { ...systemClock, now: () => new Date(2026, 10, 20, 12, 10, 5).getTime() };

function instance(os: string, osparams: Record<string, unknown> = {}): WireInstance {
  return {
    ...{
      name: 'i.test',
      os,
      hypervisor: 'kvm',
      primary_node: 'n',
      hvparams: {},
      beparams: {},
      nics: [],
      osparams,
      uuid: 'u',
    },
    secondary_nodes: [],
  };
}

describe('the OS definitions of a node', () => {
  let root: string;
  let dir: string;
  let os: NodeOs;
  let log: string;
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'os-'));
    dir = join(root, 'srv/ganeti/os');
    log = join(root, 'var/log/ganeti/os');
    os = new NodeOs({ paths: new Paths(root), runner: new ExecaRunner(), clock });
  });
  beforeEach(async () => {
    await rm(dir, { recursive: true, force: true });
    await rm(log, { recursive: true, force: true });
    await mkdir(dir, { recursive: true });
  });
  after(() => rm(root, { recursive: true, force: true }));

  /** Writes a definition; a script's text null leaves it out. */
  async function define(name: string, files: Readonly<Record<string, string | null>> = {}): Promise<void> {
    const script = '#!/bin/sh\nexit 0\n';
    const all: Record<string, string | null> = {
      ...{ create: script, import: script, export: script, rename: script, verify: script },
      ...{
        ganeti_api_version: '20\n15\n',
        'variants.list': '# kinds\n\ndefault\n big \n',
        'parameters.list': 'dhcp  Whether to ask\nsize\n',
      },
      ...files,
    };
    await mkdir(join(dir, name));
    for (const [file, text] of Object.entries(all)) {
      if (text === null) continue;
      await writeFile(join(dir, name, file), text);
      if (!file.includes('.') && file !== 'ganeti_api_version') await chmod(join(dir, name, file), 0o755);
    }
  }

  const rows = async () => (await os.diagnose()).filter(([, path]) => path.startsWith('/srv/ganeti/os/'));

  it('are searched in the node’s own directories before the machine’s', () => {
    assert.equal(osSearchPath(new Paths())[0], '/srv/ganeti/os');
    const [first, ...others] = osSearchPath(new Paths('/r'));
    assert.equal(first, '/r/srv/ganeti/os');
    assert.ok(others.includes('/srv/ganeti/os'));
  });

  it('are told with variants, parameters and versions', async () => {
    await define('good');
    const row = [
      'good',
      '/srv/ganeti/os/good',
      true,
      '',
      ['default', 'big'],
      [['dhcp', 'Whether to ask'], ['size']],
      [20, 15],
      true,
    ];
    assert.deepEqual(await rows(), [row]);
  });

  it('of old versions need neither variants nor parameters', async () => {
    await define('old', { ganeti_api_version: '10\n', verify: null, 'variants.list': 'x\n', 'parameters.list': null });
    await define('untrusted', { create: null, create_untrusted: '#!/bin/sh\n', 'variants.list': null });
    const [old, untrusted] = await rows();
    assert.deepEqual(old?.slice(2), [true, '', [], [], [10], true]);
    assert.deepEqual([untrusted?.[2], untrusted?.[4], untrusted?.[7]], [true, [], false]);
  });

  it('that are wrong say what is wrong', async () => {
    const cases: readonly [files: Record<string, string | null>, message: RegExp][] = [
      [{ ganeti_api_version: null }, /Required file 'ganeti_api_version' not found under path .*\/bad0:/],
      [{ ganeti_api_version: '20\nx\n' }, /API versions must be whole numbers, not 'x'/],
      [{ ganeti_api_version: '5\n' }, /'\S*\/srv\/ganeti\/os\/bad2' is for API 5; it must be one of 10, 15, 20\./],
      [{ export: null }, /File 'export' under path '.*' is missing/],
      [{ create: null }, /has neither a trusted nor an untrusted create script/],
      [{ 'parameters.list': null }, /File 'parameters.list' under path '.*' is missing/],
    ];
    for (const [i, [files]] of cases.entries()) await define(`bad${String(i)}`, files);
    await define('unrunnable');
    await chmod(join(dir, 'unrunnable', 'verify'), 0o644);
    const found = await rows();
    for (const [i, [, message]] of cases.entries()) {
      const row = found[i];
      assert.ok(row);
      assert.equal(row[2], false);
      assert.match(row[3], message);
    }
    assert.match(found.map((row) => row[3]).join('\n'), /File 'verify' under path '.*' is not executable/);
  });

  it('are validated: variant, names of parameters, and by their own script', async () => {
    await define('good', {
      verify: '#!/bin/sh\necho "$1 $OSP_DHCP $OS_VARIANT"\n[ "$OSP_DHCP" = yes ] || exit 3\n',
    });
    const check = (name: string, params: object = { dhcp: 'yes' }, force = false): Promise<boolean> =>
      os.validate(true, name, ['parameters'], { ...params }, force);
    assert.equal(await check('good+big'), true);
    assert.equal(await check('good+other', { dhcp: 'yes' }, true), true);
    assert.equal(await os.validate(false, 'nosuchos', [], {}, false), false);
    const refused: readonly [() => Promise<boolean>, RegExp][] = [
      [() => check('good'), /^OS name 'good' must include a variant$/],
      [() => check('good+other'), /^OS 'good' does not support variant 'other'$/],
      [
        () => check('good+big', { dhcp: 'no' }),
        /^OS validation script failed \(exited with exit code 3\), output: parameters no big\n$/,
      ],
      [() => check('good+big', { x: '1', y: '2' }), /^OS good knows no such parameters: x, y$/],
      [() => check('nosuchos'), /^OS 'nosuchos' is in none of .*; install its definition there/],
      [() => check('../good'), /^OS '\.\.\/good' is in none of /],
      [
        () => os.validate(true, 'good+big', ['colours'], {}, false),
        /^Unknown checks required for OS good\+big: colours$/,
      ],
    ];
    for (const [result, message] of refused) await assert.rejects(result(), { message });
    await define('plain', { 'variants.list': null });
    await assert.rejects(check('plain+x'), /does not support variants \('x' passed\)/);
  });

  it('run create with exactly their environment, the output in a log', async () => {
    await define('good', { create: '#!/bin/sh\nenv | sort\npwd\necho error >&2\n' });
    await os.create(instance('good+big', { dhcp: 'yes' }), [], { reinstall: true, debug: 1 });
    assert.deepEqual(await readdir(log), ['add-good+big-i.test-2026-11-20_12_10_05.log']);
    const text = await readFile(join(log, 'add-good+big-i.test-2026-11-20_12_10_05.log'), 'utf8');
    const names = text.split('\n').flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []);
    const expected = [
      ...[
        'DEBUG_LEVEL',
        'DISK_COUNT',
        'HYPERVISOR',
        'INSTANCE_CTIME',
        'INSTANCE_MTIME',
        'INSTANCE_NAME',
        'INSTANCE_OS',
      ],
      ...['INSTANCE_PRIMARY_NODE', 'INSTANCE_REINSTALL', 'INSTANCE_SECONDARY_NODES', 'INSTANCE_UUID', 'NIC_COUNT'],
      ...['OSP_DHCP', 'OS_API_VERSION', 'OS_NAME', 'OS_VARIANT', 'PATH', 'PWD'],
    ];
    assert.deepEqual(names, expected);
    assert.match(text, new RegExp(`\\n${dir}/good\\n`));
    assert.match(text, /error\n$/);
  });

  it('show the end of the log when a script fails', async () => {
    await define('good', {
      create: '#!/bin/sh\nseq 30\nexit 7\n',
      rename: '#!/bin/sh\necho "$OLD_INSTANCE_NAME"\nkill $$\n',
    });
    const lines = Array.from({ length: 20 }, (_, i) => String(i + 11)).join('\n');
    const created = os.create(instance('good+big'), [], { reinstall: false, debug: 0 });
    await assert.rejects(created, {
      message: `OS create script failed (exited with exit code 7), its log ends:\n${lines}`,
    });
    const renamed = os.rename(instance('good+big'), [], 'old.test', 0);
    await assert.rejects(renamed, /OS rename script failed \(terminated by signal SIGTERM\), its log ends:\nold.test$/);
    assert.ok((await readdir(log)).includes('rename-good+big-old.test-i.test-2026-11-20_12_10_05.log'));
    await define('untrusted', { create: null, create_untrusted: '#!/bin/sh\n', 'variants.list': null });
    await assert.rejects(os.create(instance('untrusted'), [], { reinstall: false, debug: 0 }), /needs? a helper VM/);
  });

  describe('of this checkout', () => {
    before(async () => {
      await mkdir(join(root, 'usr/share/ganeti'), { recursive: true });
      await symlink(OS_DEFS, join(root, 'usr/share/ganeti/os'));
    });

    it('are valid', async () => {
      const own = (await os.diagnose()).filter(([, path]) => path.startsWith('/usr/share/ganeti/os/'));
      assert.deepEqual(
        own.map(([name, , valid]) => [name, valid]),
        [
          ['busybox', true],
          ['noop', true],
        ],
      );
    });

    it('check their parameters', async () => {
      assert.equal(await os.validate(true, 'noop', ['parameters'], {}, false), true);
      assert.equal(
        await os.validate(true, 'busybox', ['parameters'], { address: '192.0.2.5/24', tick: 'yes' }, false),
        true,
      );
      for (const params of [
        { address: '192.0.2.5' },
        { address: '1.2.3.400/24' },
        { gateway: 'x' },
        { dhcp: 'maybe' },
      ]) {
        await assert.rejects(
          os.validate(true, 'busybox', ['parameters'], params, false),
          /is wrong, use/,
          JSON.stringify(params),
        );
      }
    });

    it('pass a disk on through export and import', async () => {
      const from = join(root, 'from');
      const to = join(root, 'to');
      await writeFile(from, 'content of the disk');
      await writeFile(to, 'x'.repeat(64));
      const runner = new ExecaRunner();
      const dump = await runner.run(join(OS_DEFS, 'noop/export'), [], {
        env: { EXPORT_DISK_PATH: from, EXP_SIZE_FD: '' },
      });
      await runner.run(join(OS_DEFS, 'noop/import'), [], { env: { IMPORT_DISK_PATH: to }, input: dump.stdout });
      assert.match(await readFile(to, 'utf8'), /^content of the diskx+$/);
      const nowhere = await runner.tryRun(join(OS_DEFS, 'busybox/export'), []);
      assert.deepEqual([nowhere.exitCode, /only has a URI/.test(nowhere.stderr)], [1, true]);
    });

    it('write the settings of an instance onto its disk, and its new name after a rename', async (t) => {
      const runner = new ExecaRunner();
      const missing = await runner.tryRun('mke2fs', ['-V']).catch(() => undefined);
      if (missing === undefined) {
        t.skip('mke2fs is missing (package e2fsprogs)');
        return;
      }
      const path = join(root, 'disk0');
      await writeFile(path, Buffer.alloc(8 * 1024 * 1024));
      const disk = { dev_type: 'file', logical_id: ['loop', path], size: 8, mode: 'rw', uuid: 'd' } as WireDisk;
      const settings = async (): Promise<string> =>
        (await runner.run('debugfs', ['-R', 'cat instance.conf', path])).stdout;
      const vm = instance('busybox', { address: '192.0.2.5/24', gateway: '192.0.2.1', tick: 'yes' });
      await os.create(vm, [{ disk, path, uri: null }], { reinstall: false, debug: 0 });
      assert.equal(await settings(), 'name=i.test\nip=192.0.2.5/24\ngateway=192.0.2.1\ndhcp=no\ntick=1\n');
      await os.rename({ ...vm, name: 'new.test', osparams: {} }, [{ disk, path, uri: null }], 'i.test', 0);
      assert.equal(await settings(), 'name=new.test\nip=\ngateway=\ndhcp=no\n');
    });
  });
});
