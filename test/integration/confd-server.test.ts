import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ConfdClient } from '@gnt/confd-client';
import { packMessage } from '@gnt/protocol';
import { systemClock } from '../../lib/common/clock.js';
import { systemFiles } from '../../lib/common/files.js';
import { silentLogger } from '../../lib/common/log.js';
import { Paths } from '../../lib/common/paths.js';
import { SystemResolver } from '../../lib/common/resolver.js';
import { startConfd } from '../../lib/confd/daemon.js';
import { configText } from '../support/confd-lab.js';

const KEY = Buffer.from('0123456789abcdef0123456789abcdef01234567\n');

/** Datagrams that must not be answered, each of another kind. */
function badPacket(i: number, good: Buffer): Buffer {
  const now = Math.floor(Date.now() / 1000);
  const msg = JSON.stringify({ protocol: 1, type: 0, query: null, rsalt: `bad${String(i)}` });
  const kinds: (() => Buffer)[] = [
    () => randomBytes(1 + (i % 1400)),
    () => Buffer.concat([Buffer.from('plj0'), randomBytes(i % 1400)]),
    () => good.subarray(0, i % (good.length - 1)),
    () => Buffer.concat([good, Buffer.alloc(5000, 0x20)]),
    () => packMessage(Buffer.from('wrong key'), String(now), msg),
    () => packMessage(KEY, String(now - 301 - i), msg),
    () => packMessage(KEY, String(now + 400), msg),
    () => packMessage(KEY, String(now), '['.repeat(3000)),
    () => packMessage(KEY, String(now), JSON.stringify({ protocol: 1, type: 99, query: null, rsalt: 'x' })),
  ];
  return kinds[i % kinds.length]!();
}

describe('the running configuration daemon', () => {
  let root = '';
  const closes: (() => unknown)[] = [];
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'gnt-confd-'));
    const paths = new Paths(root);
    await mkdir(paths.dirs.data, { recursive: true });
    await writeFile(paths.file('hmacKey'), KEY);
    await writeFile(paths.file('configData'), configText);
  });
  after(async () => {
    for (const close of closes) await close();
    await rm(root, { recursive: true, force: true });
  });

  async function start(address: string): Promise<{ port: number; client: ConfdClient }> {
    const daemon = await startConfd(
      { port: 0, address },
      { paths: new Paths(root), files: systemFiles, clock: systemClock, resolver: new SystemResolver('node1') },
      { log: silentLogger },
    );
    const client = new ConfdClient({ peers: [address], key: KEY, port: daemon.port, timeoutMs: 2000 });
    closes.push(
      () => {
        client.close();
      },
      () => daemon.close(),
    );
    return { port: daemon.port, client };
  }

  for (const address of ['127.0.0.1', '::1']) {
    it(`answers on ${address}`, async () => {
      const { client } = await start(address);
      assert.deepEqual(await client.ask('REQ_PING'), { protocol: 1, status: 0, answer: 3010000, serial: 0 });
      assert.equal((await client.ask('REQ_CLUSTER_MASTER')).answer, 'node1.peer.test');
    });
  }

  it('answers a large question with all its objects', async () => {
    const { client } = await start('127.0.0.1');
    const { answer } = await client.ask('REQ_NODE_INSTANCES', 'node3.peer.test');
    assert.deepEqual(
      (answer as { name: string }[][]).map((l) => l.length),
      [3, 0],
    );
  });

  it('answers on, in the same memory, under 10,000 bad packets and more', async () => {
    const { port, client } = await start('127.0.0.1');
    const socket: Socket = createSocket('udp4');
    let answered = 0;
    socket.on('message', () => (answered += 1));
    closes.push(() => socket.close());
    const good = packMessage(KEY, '0', JSON.stringify({ protocol: 1, type: 0, query: null, rsalt: 'x' }));
    const send = (packet: Buffer): Promise<void> =>
      new Promise((resolve, reject) => {
        socket.send(packet, port, '127.0.0.1', (e) => {
          if (e) reject(e);
          else resolve();
        });
      });
    const flood = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i += 1) {
        await send(badPacket(i, good));
        // Sender and receiver share a process here: the receiver needs its turn.
        if (i % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
        if (i % 1000 === 0) assert.equal((await client.ask('REQ_PING')).answer, 3010000);
      }
    };
    const used = (): number => {
      globalThis.gc?.();
      return process.memoryUsage().heapUsed;
    };
    await flood(3000);
    const before = used();
    await flood(10_000);
    assert.equal((await client.ask('REQ_PING')).answer, 3010000);
    assert.equal(answered, 0, 'no bad packet was answered');
    assert.ok(used() - before < 30e6, `heap grew by ${String(used() - before)}`);
  });

  it('signs with the bytes of the key file, newline and all', () => {
    const sent = JSON.parse(packMessage(KEY, '1', '{}').toString().slice(4)) as { hmac: string };
    assert.equal(sent.hmac, createHmac('sha1', KEY).update('1{}').digest('hex'));
  });
});
