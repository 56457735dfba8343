import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { appendFile, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { CHECKOUT, eventually, TestCluster } from '../support/vcluster.js';

/** Not port 80, and not the node's address, which is no guest's. */
const METAD_ARGS = ['-b', '127.0.0.1', '-p', '18117'];

interface Daemon {
  readonly name: string;
  readonly log: string;
  /** A port for tests, where it listens on one. */
  readonly port?: number;
  /** What it cannot be started without here. */
  readonly args?: readonly string[];
}

const DAEMONS: readonly Daemon[] = [
  { name: 'ganeti-noded', log: 'node-daemon.log', port: 18_111 },
  { name: 'ganeti-confd', log: 'conf-daemon.log', port: 18_114 },
  { name: 'ganeti-masterd', log: 'master-daemon.log' },
  { name: 'ganeti-mond', log: 'monitoring-daemon.log', port: 18_115 },
  { name: 'ganeti-metad', log: 'meta-daemon.log', port: 18_116, args: METAD_ARGS },
];
const HAS_IPV6 = existsSync('/proc/net/if_inet6');

/** A daemon in the foreground. */
class Foreground {
  said = '';
  readonly #child;
  readonly #ended: Promise<number | null>;

  constructor(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const [program = '', ...args] = argv;
    this.#child = spawn(program, args, {
      cwd: CHECKOUT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child.stderr.on('data', (text: Buffer) => (this.said += text.toString()));
    this.#ended = once(this.#child, 'close').then(([code]) => code as number | null);
  }

  /** Waits for something in its log. */
  saying(pattern: RegExp): Promise<true> {
    return eventually(
      `${String(pattern)} in: ${this.said}`,
      async () => (pattern.test(this.said) ? true : undefined),
      60_000,
    );
  }

  /** Ends it; its exit code. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal);
    return this.#ended;
  }
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => {
      resolve(false);
    });
  });
}

describe('the daemons of a node', () => {
  let vc: TestCluster;
  before(async () => {
    vc = await TestCluster.create(1);
    await vc.ok('daemon-util', 'start-all');
    const defaults = vc.path('node1', 'etc/default/ganeti');
    const text = await readFile(defaults, 'utf8');
    await writeFile(defaults, text.replace("METAD_ARGS=''", `METAD_ARGS='${METAD_ARGS.join(' ')}'`));
    await vc.ok('daemon-util', 'start', 'ganeti-metad');
  });
  after(async () => {
    await vc.destroy();
  });

  const util = (...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> =>
    vc.run('node1', 'daemon-util', ...args);
  const foreground = (argv: readonly string[], env?: Readonly<Record<string, string>>): Foreground =>
    new Foreground([vc.path('node1', 'cmd'), ...argv], env);

  for (const { name, log, port, args = [] } of DAEMONS) {
    describe(name, () => {
      it('runs, and is not started twice', async () => {
        const pid = await vc.pid('node1', name);
        assert.equal((await util('check', name)).code, 0);
        assert.equal((await util('start', name)).code, 0);
        assert.equal((await util('check-and-start', name)).code, 0);
        assert.equal(await vc.pid('node1', name), pid);
        const again = await vc.run('node1', name);
        assert.equal(again.code, 1);
        assert.match(again.stderr, new RegExp(`already running \\(pid ${String(pid)}\\)`));
      });

      it('opens its log anew', async () => {
        const file = vc.path('node1', 'var/log/ganeti', log);
        await rename(file, `${file}.1`);
        assert.equal((await util('rotate-logs', name)).code, 0);
        await eventually('the new log', async () =>
          existsSync(file) && /opened anew/.test(await readFile(file, 'utf8')) ? true : undefined,
        );
        assert.equal((await util('check', name)).code, 0);
      });

      it('stops, and leaves no pid file', async () => {
        const file = vc.path('node1', 'var/run/ganeti', `${name}.pid`);
        assert.equal((await util('stop', name)).code, 0);
        assert.equal((await util('check', name)).code, 1);
        await assert.rejects(stat(file));
        assert.equal((await util('stop', name)).code, 0);
      });

      it('does not take a pid that somebody else has now for its own', async () => {
        await writeFile(vc.path('node1', 'var/run/ganeti', `${name}.pid`), `${String(process.pid)}\n`);
        assert.equal((await util('check', name)).code, 1);
        // This would have ended these tests.
        assert.equal((await util('stop', name)).code, 0);
        assert.equal((await util('rotate-logs', name)).code, 0);
      });

      for (const signal of ['SIGTERM', 'SIGINT'] as const) {
        it(`logs to the terminal in the foreground and ends with ${signal}`, async () => {
          const daemon = foreground([name, '-f', ...args]);
          await daemon.saying(/"daemon startup"/);
          await eventually(
            'its pid file',
            async () => ((await util('check', name)).code === 0 ? true : undefined),
            60_000,
          );
          if (port !== undefined) await daemon.saying(/"listening for/);
          else
            await eventually(
              'its answers',
              async () => ((await vc.run('node1', 'gnt-job', 'list')).code === 0 ? true : undefined),
              60_000,
            );
          assert.equal(await daemon.end(signal), 0);
          assert.equal((await util('check', name)).code, 1);
        });
      }

      if (port !== undefined) {
        it(
          'listens where it is told to, IPv6 too',
          { skip: HAS_IPV6 ? false : 'this machine has no IPv6' },
          async () => {
            const daemon = foreground([name, '-f', '-b', '::1', '-p', String(port)]);
            await daemon.saying(/"address":"::1"/);
            if (name !== 'ganeti-confd') assert.ok(await accepts('::1', port));
            assert.equal(await daemon.end('SIGTERM'), 0);
          },
        );
      }

      it('is started with its arguments from /etc/default/ganeti and the environment', async () => {
        const key = name.replace('ganeti-', '').toUpperCase();
        const defaults = vc.path('node1', 'etc/default/ganeti');
        const before = await readFile(defaults, 'utf8');
        await appendFile(defaults, `${key}_ARGS="--no-such-option"\n`);
        const wrong = await util('start', name);
        assert.notEqual(wrong.code, 0);
        assert.match(wrong.stderr, /unknown option '--no-such-option'/);
        await writeFile(defaults, before);
        const extra = await vc.run('node1', 'env', `EXTRA_${key}_ARGS=--another`, 'daemon-util', 'start', name);
        assert.match(extra.stderr, /unknown option '--another'/);
        assert.equal((await util('start', name)).code, 0);
        assert.equal((await util('check', name)).code, 0);
      });
    });
  }

  it('end at once, without a fault, where they have nothing to do', async () => {
    assert.equal((await util('start', 'ganeti-kvmd')).code, 0);
    await eventually('its end', async () => ((await util('check', 'ganeti-kvmd')).code === 1 ? true : undefined));
  });

  it('tell systemd when they are ready, and when they end', { skip: notifyObstacle() }, async () => {
    const name = 'ganeti-mond';
    await util('stop', name);
    const socket = join(vc.dir, `${name}.notify`);
    const systemd = new Foreground(['sh', '-c', `exec socat -u UNIX-RECV:${socket} STDERR`]);
    await eventually('the socket', async () => (existsSync(socket) ? true : undefined));
    const daemon = foreground([name, '-f'], { NOTIFY_SOCKET: socket });
    await systemd.saying(/READY=1\nMAINPID=\d+/);
    assert.equal(await daemon.end('SIGTERM'), 0);
    await systemd.saying(/STOPPING=1/);
    await systemd.end('SIGTERM');
    assert.equal((await util('start', name)).code, 0);
  });

  it('are found by their aliases', async () => {
    for (const alias of ['ganeti-luxid', 'ganeti-wconfd']) {
      assert.equal((await util('check', alias)).code, 0);
      assert.equal((await util('is-daemon-name', alias)).code, 0);
    }
    assert.equal((await util('stop', 'ganeti-luxid')).code, 0);
    assert.equal((await util('check', 'ganeti-masterd')).code, 1);
    assert.equal((await util('check-and-start', 'ganeti-wconfd')).code, 0);
    assert.equal((await util('check', 'ganeti-masterd')).code, 0);
  });
});

function notifyObstacle(): string | false {
  for (const program of ['/usr/bin/systemd-notify', '/usr/bin/socat'])
    if (!existsSync(program)) return `${program} is missing`;
  return false;
}
