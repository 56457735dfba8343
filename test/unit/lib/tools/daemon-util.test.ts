import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, describe, it } from 'node:test';
import { ExecaRunner } from '../../../../lib/common/exec.js';

describe('daemon-util', () => {
  const run = new ExecaRunner();
  let base: string;
  let root: string;

  before(async () => {
    base = await mkdtemp(join(tmpdir(), 'gnt-util-'));
    root = join(base, 'node1');
    await mkdir(join(base, 'daemons'));
    await mkdir(join(root, 'etc/default'), { recursive: true });
    await writeFile(join(base, 'package.json'), '{"type":"module"}');
    const program = pathToFileURL(join(process.cwd(), 'dist/lib/programs/daemon-util.js')).href;
    await writeFile(
      join(base, 'daemons/daemon-util'),
      `import { run } from '${program}';\nprocess.exitCode = await run(process.argv.slice(2));\n`,
    );
    // Daemons that only tell how they were started.
    const tell = (code: number): string =>
      `import { appendFileSync } from 'node:fs';\nappendFileSync('${base}/started', process.argv.slice(1).join(' ').replace('${base}/daemons/', '') + '\\n');\nprocess.exitCode = ${String(code)};\n`;
    for (const [name, code] of [
      ['ganeti-noded', 0],
      ['ganeti-confd', 0],
      ['ganeti-mond', 0],
      ['ganeti-confd', 0],
      ['ganeti-masterd', 11],
      ['ganeti-mond', 0],
    ] as const) {
      await writeFile(join(base, 'daemons', name), tell(code), { mode: 0o755 });
    }
    await writeFile(
      join(root, 'etc/default/ganeti'),
      "NODED_ARGS='-b 127.0.0.1'\nMASTERD_ARGS=-d\nLUXID_ARGS='--a \"b c\"'\n",
    );
  });
  after(() => rm(base, { recursive: true }));

  /** Runs an action; [exit code, output]. */
  async function action(args: readonly string[], env: Record<string, string> = {}): Promise<[number | null, string]> {
    const node = { GANETI_ROOTDIR: root, GANETI_HOSTNAME: 'node1', ...env };
    const result = await run.tryRun(process.execPath, [join(base, 'daemons/daemon-util'), ...args], { env: node });
    return [result.exitCode, (result.stdout + result.stderr).trim()];
  }

  it('knows the daemons that are installed, and the names of the original for parts of the master daemon', async () => {
    assert.deepEqual(await action(['list-start-daemons']), [
      0,
      'ganeti-noded\nganeti-confd\nganeti-masterd\nganeti-mond',
    ]);
    assert.deepEqual(await action(['list-stop-daemons']), [
      0,
      'ganeti-mond\nganeti-masterd\nganeti-confd\nganeti-noded',
    ]);
    assert.deepEqual(await action(['is-daemon-name', 'ganeti-luxid']), [0, '']);
    assert.deepEqual(await action(['is-daemon-name', 'ganeti-x']), [1, "Unknown daemon name 'ganeti-x'"]);
    assert.deepEqual(await action(['daemon-pidfile', 'ganeti-wconfd']), [
      0,
      join(root, 'var/run/ganeti/ganeti-masterd.pid'),
    ]);
  });

  it('says what exit codes mean, as scripts expect it', async () => {
    assert.deepEqual(await action(['check-exitcode', '0']), [0, '']);
    assert.deepEqual(await action(['check-exitcode', '11']), [0, 'not master']);
    assert.deepEqual(await action(['check-exitcode', '1']), [1, 'exit code 1']);
    assert.deepEqual(await action(['check-exitcode']), [1, 'Missing exit code.']);
  });

  it('refuses what it does not know', async () => {
    assert.deepEqual(await action(['start_all']), [1, 'Unknown command: start_all']);
    assert.deepEqual(await action(['start']), [1, 'Missing daemon name.']);
    assert.match((await action([]))[1], /^Usage: daemon-util <action>/);
  });

  it('starts all with the arguments of the defaults file, of aliases and of the environment; not being master is no failure', async () => {
    assert.deepEqual(await action(['start-all'], { EXTRA_WCONFD_ARGS: '--no-voting --yes-do-it' }), [0, '']);
    const { stdout } = await run.run('cat', [join(base, 'started')]);
    assert.equal(
      stdout,
      'ganeti-noded -b 127.0.0.1\nganeti-confd\nganeti-masterd -d --a b c --no-voting --yes-do-it\nganeti-mond\n',
    );
  });

  it('cannot start all without a daemon that every node has', async () => {
    const program = join(base, 'daemons/ganeti-confd');
    await rename(program, `${program}.away`);
    try {
      const [code, said] = await action(['start-all']);
      assert.notEqual(code, 0);
      assert.match(said, /ganeti-confd/);
    } finally {
      await rename(`${program}.away`, program);
    }
  });

  it('tells whether the node belongs to a cluster, and that nothing runs', async () => {
    const missing = join(root, 'var/lib/ganeti/server.pem');
    assert.deepEqual(await action(['check-config']), [1, `Missing configuration file ${missing}`]);
    assert.deepEqual(await action(['check', 'ganeti-noded']), [1, '']);
    assert.deepEqual(await action(['stop-all']), [0, '']);
  });
});
