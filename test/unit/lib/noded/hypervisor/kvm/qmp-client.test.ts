import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { systemClock, type Clock } from '../../../../../../lib/common/clock.js';
import { HypervisorError } from '../../../../../../lib/noded/hypervisor/errors.js';
import { Monitors } from '../../../../../../lib/noded/hypervisor/kvm/monitor.js';
import { QmpClient, QmpCommandError, QmpTimeout } from '../../../../../../lib/noded/hypervisor/kvm/qmp/client.js';
import { QmpDecoder } from '../../../../../../lib/noded/hypervisor/kvm/qmp/protocol.js';

const GREETING =
  '{"QMP": {"version": {"qemu": {"micro": 13, "minor": 0, "major": 10}, "package": "Debian"}, "capabilities": ["oob"]}}';
const COMMANDS = ['qmp_capabilities', 'query-commands', 'cont', 'device_del', 'query-balloon', 'silence'].map(
  (name) => ({ name }),
);

/** Answers of the scripted QEMU: lines to send for a command; no entry answers {}. */
type Script = Readonly<Record<string, readonly string[]>>;

/** Time in which a second passes in a millisecond. */
const fastClock: Clock = {
  now: () => systemClock.now() * 1000,
  sleep: (ms, signal) => systemClock.sleep(ms / 1000, signal),
  after: (ms, fn) => systemClock.after(ms / 1000, fn),
};

/** A clock that is fast from the moment it is told, so that what comes before is not cut short on a busy machine. */
class TurnedClock implements Clock {
  clock = systemClock;
  now = (): number => this.clock.now();
  sleep: Clock['sleep'] = (ms, signal) => this.clock.sleep(ms, signal);
  after: Clock['after'] = (ms, fn) => this.clock.after(ms, fn);
}

describe('the QMP client', () => {
  let dir: string;
  let path: string;
  let server: Server | undefined;
  let heard: { execute: string; arguments?: unknown }[] = [];
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'qmp-'));
    path = join(dir, 'qmp');
  });
  afterEach(() => {
    server?.close();
    heard = [];
  });
  after(() => rm(dir, { recursive: true, force: true }));

  function answer(socket: Socket, line: string, script: Script): void {
    const message = JSON.parse(line) as (typeof heard)[number];
    heard.push(message);
    const standard = message.execute === 'query-commands' ? COMMANDS : {};
    const lines = script[message.execute] ?? [JSON.stringify({ return: standard })];
    for (const text of lines) socket.write(`${text}\r\n`);
  }

  async function qemu(script: Script = {}, greeting: readonly string[] = [GREETING]): Promise<void> {
    await rm(path, { force: true });
    server = createServer((socket) => {
      for (const line of greeting) socket.write(`${line}\r\n`);
      let rest = '';
      socket.on('data', (data: Buffer) => {
        const lines = (rest + data.toString()).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) answer(socket, line, script);
      });
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => server?.listen(path, resolve));
  }

  it('enters command mode, learns version and commands, and runs one', async () => {
    await qemu({ 'query-balloon': ['{"return": {"actual": 134217728}}'] });
    const client = await QmpClient.open(path, systemClock);
    assert.deepEqual(client.version, [10, 0, 13]);
    assert.deepEqual([client.has('cont'), client.has('nonsense')], [true, false]);
    assert.deepEqual(await client.execute('query-balloon'), { actual: 134217728 });
    await client.execute('device_del', { id: 'disk-1' });
    client.close();
    assert.deepEqual(
      heard.map((m) => m.execute),
      ['qmp_capabilities', 'query-commands', 'query-balloon', 'device_del'],
    );
    assert.deepEqual(heard[3]?.arguments, { id: 'disk-1' });
  });

  it('passes over events before the greeting and between answers, and hands them out later', async () => {
    const event =
      '{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "DEVICE_DELETED", "data": {"device": "disk-1"}}';
    await qemu({ device_del: [event, '{"return": {}}'] }, ['{"event": "RESUME", "data": {}}', GREETING]);
    const client = await QmpClient.open(path, systemClock);
    await client.execute('device_del', { id: 'disk-1' });
    const other = await client.event(['DEVICE_DELETED'], 10, ({ data }) => data?.['device'] === 'disk-2');
    assert.equal(other, undefined);
    assert.equal((await client.event(['DEVICE_DELETED'], 10))?.event, 'DEVICE_DELETED');
    client.close();
  });

  it('gives the error of QEMU with its class', async () => {
    await qemu({ cont: ['{"error": {"class": "GenericError", "desc": "not now"}}'] });
    const client = await QmpClient.open(path, systemClock);
    await assert.rejects(
      client.execute('cont'),
      (e) => e instanceof QmpCommandError && e.errorClass === 'GenericError' && /cont command: not now/.test(e.message),
    );
    await assert.rejects(client.execute('nonsense'), /CommandNotFound/);
    client.close();
  });

  it('gives up on a QEMU that does not answer, greets wrongly, talks nonsense or goes away', async () => {
    await qemu({ silence: [] });
    const clock = new TurnedClock();
    const client = await QmpClient.open(path, clock);
    clock.clock = fastClock;
    await assert.rejects(client.execute('silence'), QmpTimeout);
    client.close();
    server?.close();

    await qemu({}, []);
    await assert.rejects(QmpClient.open(path, fastClock), /greeting/);
    server?.close();

    await qemu({}, ['{"return": {}}']);
    await assert.rejects(QmpClient.open(path, systemClock), /kvm: QEMU greets in a way that is not QMP's/);
    server?.close();

    await qemu({}, ['this is no JSON']);
    await assert.rejects(QmpClient.open(path, systemClock), /not JSON/);
    server?.close();

    await rm(path, { force: true });
    await assert.rejects(
      QmpClient.open(path, systemClock),
      (e) => e instanceof HypervisorError && /ENOENT/.test(e.message),
    );
    await assert.rejects(QmpClient.open(`/${'x'.repeat(120)}`, systemClock), /121 bytes long/);
  });

  it('opens one connection to a socket at a time', async () => {
    await qemu({ 'query-balloon': ['{"return": {"actual": 1048576}}'] });
    const monitors = new Monitors(systemClock);
    let busy = 0;
    const work = (): Promise<number> =>
      monitors.with(path, async (monitor) => {
        assert.equal(busy++, 0);
        const mib = await monitor.balloonMib();
        busy -= 1;
        return mib;
      });
    assert.deepEqual(await Promise.all([work(), work(), work()]), [1, 1, 1]);
    await assert.rejects(
      monitors.with(path, () => Promise.reject(new Error('of the work'))),
      /of the work/,
    );
    assert.equal(await work(), 1);
  });
});

describe('the QMP decoder', () => {
  it('joins messages that arrive in pieces, also within a character', () => {
    const bytes = Buffer.from('{"event": "ä"}\r\n{"return": 1}\n');
    const decoder = new QmpDecoder();
    const messages = [...bytes].flatMap((byte) => decoder.push(Uint8Array.of(byte)));
    assert.deepEqual(messages, [{ event: 'ä' }, { return: 1 }]);
  });

  it('refuses JSON that is no message', () => {
    for (const line of ['[]\n', '5\n', '{"x": 1}\n'])
      assert.throws(() => new QmpDecoder().push(Buffer.from(line)), /unknown kind/);
  });
});
