import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { systemClock } from '../../../../lib/common/clock.js';
import { systemFiles } from '../../../../lib/common/files.js';
import { silentLogger } from '../../../../lib/common/log.js';
import { Paths } from '../../../../lib/common/paths.js';
import { ControlDirectory } from '../../../../lib/kvmd/control-directory.js';
import { startKvmd } from '../../../../lib/kvmd/daemon.js';
import { eventually } from '../../../support/vcluster.js';

/** The monitor of a guest: greets, and sends events to whoever is in command mode. */
class Guest {
  readonly #server: Server;
  #stream: Socket | undefined;
  connections = 0;
  ready = false;

  private constructor(path: string) {
    this.#server = createServer((stream) => {
      this.#stream = stream;
      this.connections++;
      stream.write('{"QMP": {"version": {"qemu": {"micro": 0, "minor": 0, "major": 10}}, "capabilities": []}}\r\n');
      stream.on('error', () => undefined);
      stream.on('data', (data: Buffer) => {
        assert.deepEqual(JSON.parse(data.toString()), { execute: 'qmp_capabilities' });
        stream.write('{"return": {}}\r\n');
        this.ready = true;
      });
    });
    this.#server.listen(path);
  }

  static async at(path: string): Promise<Guest> {
    const guest = new Guest(path);
    await eventually(path, () => Promise.resolve(existsSync(path) || undefined), 5000);
    return guest;
  }

  say(event: string, data: object = { guest: true }): void {
    this.#stream?.write(`${JSON.stringify({ timestamp: { seconds: 0, microseconds: 0 }, event, data })}\r\n`);
  }

  /** Goes away, and its socket. */
  async end(): Promise<void> {
    this.#stream?.end();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

describe('the KVM daemon', () => {
  const dirs: string[] = [];
  const closing: (() => Promise<void>)[] = [];
  let paths: Paths;
  let control = '';
  beforeEach(async () => {
    const root = await mkdtemp(join(tmpdir(), 'gk-'));
    dirs.push(root);
    paths = new Paths(root);
    control = join(paths.file('kvmDir'), 'ctrl');
  });
  after(async () => {
    for (const close of closing) await close();
    for (const dir of dirs) await rm(dir, { recursive: true, force: true });
  });

  async function ssconf([hypervisors, enabled, capable]: readonly [string, string, string]): Promise<void> {
    await mkdir(paths.dirs.data, { recursive: true });
    await writeFile(paths.ssconf('hypervisor_list'), `${hypervisors}\n`);
    await writeFile(paths.ssconf('enabled_user_shutdown'), `${enabled}\n`);
    await writeFile(paths.ssconf('node_vm_capable'), `node1=${capable}\nnode2=True\n`);
  }
  async function start(): Promise<ControlDirectory> {
    const watching = new ControlDirectory({
      directory: control,
      files: systemFiles,
      clock: systemClock,
      log: silentLogger,
    });
    closing.push(() => watching.close());
    await watching.start();
    return watching;
  }
  const guestAt = (name: string): Promise<Guest> => Guest.at(join(control, `${name}.kvmd`));
  const marked = (name: string): boolean => existsSync(join(control, `${name}.shutdown`));
  const becomes = (what: string, probe: () => boolean): Promise<unknown> =>
    eventually(what, () => Promise.resolve(probe() || undefined), 10_000);

  it('ends at once where it is not wanted, and says why', async () => {
    const resolver = { hostname: 'node1', resolve: () => Promise.reject(new Error('not asked')) };
    const reasons: string[] = [];
    const run = { log: silentLogger, stop: (reason: string) => void reasons.push(reason) };
    const deps = { paths, files: systemFiles, clock: systemClock, resolver };
    for (const settings of [
      ['fake', 'True', 'True'],
      ['fake\nkvm', 'False', 'True'],
      ['kvm', 'True', 'False'],
    ] as const) {
      await ssconf(settings);
      await (await startKvmd(deps, run)).close();
    }
    assert.deepEqual(reasons, [
      'KVM not enabled, exiting',
      'User shutdown not enabled, exiting',
      'Node "node1" is not VM capable, exiting',
    ]);
    await ssconf(['fake\nkvm', 'True', 'True']);
    const daemon = await startKvmd(deps, run);
    assert.equal(reasons.length, 3);
    await daemon.close();
  });

  it('marks the guest whose user switched it off, and no other', async () => {
    await mkdir(control, { recursive: true });
    const [before, other] = [await guestAt('web'), await guestAt('db')];
    const watching = await start();
    const late = await guestAt('late');
    await becomes('all are watched', () => before.ready && other.ready && late.ready);
    assert.deepEqual(watching.watched, ['db', 'late', 'web']);
    await writeFile(join(control, 'db.shutdown'), '');
    before.say('SHUTDOWN');
    other.say('POWERDOWN', {});
    other.say('SHUTDOWN');
    late.say('SHUTDOWN');
    await becomes('marks before QEMU has gone', () => marked('web') && marked('late'));
    await Promise.all([before.end(), other.end(), late.end()]);
    await becomes('the old mark of db has gone', () => !marked('db'));
    await becomes('nobody is watched', () => watching.watched.length === 0);
    assert.deepEqual([marked('web'), marked('db'), marked('late')], [true, false, true]);
  });

  it('watches the guest of a name again after its next start', async () => {
    await mkdir(control, { recursive: true });
    const watching = await start();
    for (let round = 0; round < 3; round++) {
      const guest = await guestAt('web');
      await becomes('watched', () => guest.ready);
      assert.equal(guest.connections, 1);
      await guest.end();
      await becomes('not watched', () => watching.watched.length === 0);
      assert.equal(marked('web'), false);
    }
  });

  it('waits for a directory that is not there, and follows it when it is replaced', async () => {
    await start();
    await mkdir(control, { recursive: true });
    const first = await guestAt('web');
    await becomes('watched', () => first.ready);
    await rename(control, join(dirname(control), 'old'));
    await mkdir(control);
    const second = await guestAt('db');
    await eventually('the new directory', () => Promise.resolve(second.ready || undefined), 20_000);
    first.say('SHUTDOWN');
    await becomes('the mark is in the directory of now', () => marked('web'));
    await Promise.all([first.end(), second.end()]);
  });

  it('bears sockets on which nobody listens, sockets that vanish and floods', async () => {
    await mkdir(control, { recursive: true });
    await writeFile(join(control, 'dead.kvmd'), '');
    await writeFile(join(control, 'gone.kvmd'), '');
    const watching = await start();
    await rm(join(control, 'gone.kvmd'));
    const guest = await guestAt('web');
    await becomes('watched', () => guest.ready);
    guest.say('BLOCK_IO_ERROR', { text: 'x'.repeat(2_000_000) });
    guest.say('SHUTDOWN');
    await becomes('marked', () => marked('web'));
    assert.deepEqual(watching.watched, ['web']);
    await rm(join(control, 'dead.kvmd'));
    const risen = await guestAt('dead');
    await becomes('watched as soon as somebody listens', () => risen.ready);
    await Promise.all([guest.end(), risen.end()]);
  });

  it('leaves marks as they are when it ends itself', async () => {
    await mkdir(control, { recursive: true });
    const guest = await guestAt('web');
    const watching = await start();
    await becomes('watched', () => guest.ready);
    await writeFile(join(control, 'web.shutdown'), '');
    await watching.close();
    assert.equal(marked('web'), true);
    await guest.end();
  });
});
