import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, describe, it } from 'node:test';
import { systemClock } from '../../../../lib/common/clock.js';
import { DaemonControl } from '../../../../lib/common/daemon-control.js';
import { ExecaRunner, type CommandResult } from '../../../../lib/common/exec.js';
import { systemFiles } from '../../../../lib/common/files.js';
import { silentLogger } from '../../../../lib/common/log.js';
import { Programs } from '../../../../lib/common/programs.js';
import { NodeCredentials } from '../../../../lib/common/tls.js';
import { HttpRpcRunner } from '../../../../lib/rpc/runner.js';
import { HttpsTransport } from '../../../../lib/rpc/transport.js';
import { TestCertificates } from '../../../support/test-certificates.js';
import { createTestNode, type TestNode } from '../../../support/test-node.js';

const run = new ExecaRunner();

function listen(port: number): Promise<{ readonly server: Server; readonly port: number }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve({ server, port: typeof address === 'object' && address !== null ? address.port : 0 });
    });
  });
}

describe('ganeti-noded as a daemon', () => {
  const certificates = new TestCertificates();
  let node: TestNode;
  let entry: string;
  let control: DaemonControl;
  let port: number;

  before(async () => {
    const free = await listen(0);
    port = free.port;
    free.server.close();
    node = await createTestNode();
    await certificates.install(node.paths, certificates.candidate);
    await certificates.candidates(node.paths, [certificates.candidate]);
    // A program folder of its own, as daemons/ is, but of the files that this build has just made.
    entry = join(dirname(node.paths.root), 'daemons/ganeti-noded');
    await mkdir(dirname(entry));
    const program = pathToFileURL(join(process.cwd(), 'dist/lib/programs/ganeti-noded.js')).href;
    await writeFile(join(dirname(entry), 'package.json'), '{"type":"module"}');
    await writeFile(
      entry,
      `import { run } from '${program}';\nprocess.exitCode = await run(process.argv.slice(2));\n`,
      { mode: 0o755 },
    );
    await mkdir(node.paths.local('/etc/default'), { recursive: true });
    await writeFile(node.paths.local('/etc/default/ganeti'), `NODED_ARGS='--no-mlock -p ${String(port)}'\n`);
    const env = { ...process.env, GANETI_ROOTDIR: node.paths.root, GANETI_HOSTNAME: 'node1' };
    control = new DaemonControl({
      paths: node.paths,
      files: systemFiles,
      run,
      clock: systemClock,
      programs: new Programs(entry),
      env,
    });
  });
  after(async () => {
    await control.stop('ganeti-noded');
    await node.remove();
  });

  /** Starts the program by hand. */
  function start(args: readonly string[]): Promise<CommandResult> {
    const env = { GANETI_ROOTDIR: node.paths.root, GANETI_HOSTNAME: 'node1' };
    return run.tryRun(process.execPath, [entry, ...args], { env, timeout: 30_000 });
  }

  async function version(): Promise<unknown> {
    const transport = new HttpsTransport(new NodeCredentials(node.paths), systemClock);
    const target = { name: 'node1', address: '127.0.0.1', port, offline: false };
    const result = await new HttpRpcRunner({ transport, log: silentLogger, resolve: () => target }).tryOne(
      'node1',
      'version',
      {},
    );
    await transport.close();
    return result.ok ? result.payload : result.error;
  }

  it('tells who cannot start why: the port is taken', async () => {
    const taken = await listen(port);
    const result = await start(['-p', String(port)]);
    taken.server.close();
    assert.equal(result.exitCode, 1);
    assert.match(
      result.stderr,
      new RegExp(
        `ganeti-noded: Can't listen on 127\\.0\\.0\\.1:${String(port)} \\(TCP\\): the port is in use; stop what runs there`,
      ),
    );
    assert.equal(await control.pidOf('ganeti-noded'), undefined);
  });

  it('tells who cannot start why: the node belongs to no cluster', async () => {
    const other = await createTestNode();
    const env = { GANETI_ROOTDIR: other.paths.root, GANETI_HOSTNAME: 'node1' };
    const result = await run.tryRun(process.execPath, [entry], { env });
    assert.equal(result.exitCode, 1);
    assert.match(result.stderr, /server\.pem' is missing; is this node part of a cluster\? .*gnt-cluster init/);
    await other.remove();
  });

  it('tells who cannot start why: its certificate is none', async () => {
    const other = await createTestNode();
    await mkdir(other.paths.dirs.data, { recursive: true });
    await writeFile(other.paths.file('serverPem'), 'garbage\n');
    const env = { GANETI_ROOTDIR: other.paths.root, GANETI_HOSTNAME: 'node1' };
    const result = await run.tryRun(process.execPath, [entry], { env });
    assert.equal(result.exitCode, 1);
    assert.match(result.stderr, /No usable key and certificate in '.*\/server\.pem' \(.*gnt-node add/);
    await other.remove();
  });

  it('refuses wrong options before anything happens', async () => {
    for (const args of [
      ['-p', '0'],
      ['-p', '70000'],
      ['--max-clients', '0'],
      ['--syslog', 'perhaps'],
      ['--no-such'],
      ['extra'],
      ['-b', '127.0.0.1', '-i', 'lo'],
    ]) {
      const result = await start(args);
      assert.equal(result.exitCode, 1, args.join(' '));
      assert.notEqual(result.stderr, '', args.join(' '));
    }
  });

  it('has started when the start command ends, and answers', async () => {
    assert.equal(await control.start('ganeti-noded'), 0);
    assert.notEqual(await control.pidOf('ganeti-noded'), undefined);
    assert.equal(await version(), 3010000);
  });

  it('cannot be started twice; the start command takes a running daemon as it is', async () => {
    const pid = await control.pidOf('ganeti-noded');
    const again = await start([]);
    assert.equal(again.exitCode, 1);
    assert.match(
      again.stderr,
      new RegExp(
        `ganeti-noded: already running \\(pid ${String(pid)}\\); stop it first: daemon-util stop ganeti-noded`,
      ),
    );
    assert.equal(await control.start('ganeti-noded'), 0);
    assert.equal(await control.pidOf('ganeti-noded'), pid);
  });

  it('opens its log anew on request', async () => {
    const log = join(node.paths.dirs.log, 'node-daemon.log');
    await systemFiles.rename(log, `${log}.1`);
    await control.rotateLogs('ganeti-noded');
    for (let i = 0; i < 100 && (await systemFiles.readTextIfPresent(log)) === undefined; i++)
      await systemClock.sleep(20);
    assert.match(await readFile(log, 'utf8'), /log file opened anew/);
  });

  it('starts again after it was killed', async () => {
    process.kill((await control.pidOf('ganeti-noded')) ?? 0, 'SIGKILL');
    for (let i = 0; i < 100 && (await control.pidOf('ganeti-noded')) !== undefined; i++) await systemClock.sleep(20);
    assert.equal(await control.start('ganeti-noded'), 0);
    assert.equal(await version(), 3010000);
  });

  it('ends when told so and leaves no pid file', async () => {
    await control.stop('ganeti-noded');
    assert.equal(await control.pidOf('ganeti-noded'), undefined);
    assert.equal(await systemFiles.readTextIfPresent(node.paths.pidFile('ganeti-noded')), undefined);
    await control.stop('ganeti-noded');
  });
});
