import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { after, describe, it } from 'node:test';
import { packMessage, unpackMessage } from '@gnt/protocol';
import { ConfdClient, ConfdNoReply, neededReplies, pickPeers } from '../src/index.js';

const key = Buffer.from('d7dc1886043cf5ebc237b105e986fe6c8b5d3cfb\n');

interface Said {
  readonly status?: number;
  readonly answer: unknown;
  readonly serial: number;
  readonly key?: Buffer;
  readonly salt?: string;
}

/** A daemon on `address` that says the same to everything; it keeps the questions it got. */
class FakeConfd {
  readonly asked: { type: number; query: unknown }[] = [];
  readonly #socket: Socket;
  constructor(address: string, says: readonly Said[]) {
    this.#socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    this.#socket.on('message', (packet: Buffer, from) => {
      const signed = unpackMessage(key, packet);
      assert.ok(signed, 'the question is signed');
      assert.ok(Math.abs(Number(signed.salt) - Date.now() / 1000) < 5, 'the salt is the time');
      const { type, query, rsalt } = JSON.parse(signed.msg) as { type: number; query: unknown; rsalt: string };
      this.asked.push({ type, query });
      for (const { status = 0, answer, serial, key: other = key, salt = rsalt } of says) {
        const msg = JSON.stringify({ protocol: 1, status, answer, serial });
        this.#socket.send(packMessage(other, salt, msg), from.port, from.address);
      }
    });
  }
  async listen(address: string, port: number): Promise<number> {
    await new Promise<void>((resolve) => this.#socket.bind(port, address, resolve));
    return this.#socket.address().port;
  }
  close(): void {
    this.#socket.close();
  }
}

describe('ConfdClient', () => {
  const open: { close: () => void }[] = [];
  after(() => {
    for (const o of open) o.close();
  });

  /** Daemons on 127.9.0.1, 127.9.0.2... with one port, and a client that knows them. */
  async function cluster(...says: (readonly Said[])[]): Promise<{ client: ConfdClient; daemons: FakeConfd[] }> {
    const peers = says.map((_, i) => `127.9.0.${String(i + 1)}`);
    const daemons = says.map((s, i) => new FakeConfd(peers[i]!, s));
    let port = 0;
    for (const [i, daemon] of daemons.entries()) port = await daemon.listen(peers[i]!, port);
    const client = new ConfdClient({ peers, key, port, timeoutMs: 500, settleMs: 100 });
    open.push(client, ...daemons);
    return { client, daemons };
  }

  it('takes the answer with the newest serial', async () => {
    const { client, daemons } = await cluster(
      [{ answer: 'old', serial: 3 }],
      [{ answer: 'new', serial: 9 }],
      [{ status: 1, answer: 'not loaded', serial: 0 }],
    );
    assert.deepEqual(await client.ask('REQ_CLUSTER_MASTER', null, { expected: 3 }), {
      protocol: 1,
      status: 0,
      answer: 'new',
      serial: 9,
    });
    assert.deepEqual(
      daemons.map((d) => d.asked),
      [[{ type: 3, query: null }], [{ type: 3, query: null }], [{ type: 3, query: null }]],
    );
  });

  it('prefers an answer to a refusal when both have no serial', async () => {
    const { client } = await cluster([{ status: 1, answer: 2, serial: 0 }], [{ answer: 3010000, serial: 0 }]);
    assert.equal((await client.ask('REQ_PING')).answer, 3010000);
  });

  it('waits only a little for the rest once somebody answered', async () => {
    const { client } = await cluster([], [{ answer: 1, serial: 4 }]);
    const started = Date.now();
    assert.equal((await client.ask('REQ_PING')).answer, 1);
    assert.ok(Date.now() - started < 400, 'did not wait for the timeout');
  });

  it('waits for no more answers than are expected', async () => {
    const { client } = await cluster([], [{ answer: 1, serial: 4 }]);
    const started = Date.now();
    await client.ask('REQ_PING', null, { expected: 1, settleMs: 5000 });
    assert.ok(Date.now() - started < 400);
  });

  it('ignores answers that are not signed with the key or are not to its question', async () => {
    const { client } = await cluster([
      { answer: 'forged', serial: 99, key: Buffer.from('other') },
      { answer: 'stray', serial: 99, salt: 'x' },
    ]);
    await assert.rejects(client.ask('REQ_PING'), (e) => e instanceof ConfdNoReply && /127\.9\.0\.1/.test(e.message));
  });

  it('asks as many peers as it is told', async () => {
    const { client, daemons } = await cluster(...Array.from({ length: 5 }, () => [{ answer: 1, serial: 1 }] as const));
    await client.ask('REQ_PING', null, { coverage: 2 });
    assert.equal(daemons.filter((d) => d.asked.length === 1).length, 2);
  });

  it('asks again who did not answer, for datagrams get lost', async () => {
    const { client, daemons } = await cluster([], [{ answer: 1, serial: 1 }]);
    await client.ask('REQ_PING', null, { timeoutMs: 1500, settleMs: 1500 });
    assert.deepEqual(
      daemons.map((d) => d.asked.length),
      [2, 1],
    );
  });

  it('speaks IPv6', async () => {
    const daemon = new FakeConfd('::1', [{ answer: 'six', serial: 1 }]);
    const port = await daemon.listen('::1', 0);
    const client = new ConfdClient({ peers: ['::1'], key, port, timeoutMs: 500 });
    open.push(daemon, client);
    assert.equal((await client.ask('REQ_PING')).answer, 'six');
  });

  it('says so at once when it knows no peers', async () => {
    const client = new ConfdClient({ peers: [], key });
    await assert.rejects(client.ask('REQ_PING'), /no candidate is known/);
  });
});

describe('neededReplies', () => {
  it('grows as the original says', () => {
    assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 7].map(neededReplies), [0, 1, 2, 2, 3, 3, 4, 4]);
  });
});

describe('pickPeers', () => {
  it('gives every peer its turn and none twice', () => {
    const peers = ['a', 'b', 'c', 'd'];
    const seen = new Set<string>();
    for (let i = 0; i < 200; i += 1) {
      const picked = pickPeers(peers, 2);
      assert.equal(new Set(picked).size, 2);
      for (const p of picked) seen.add(p);
    }
    assert.deepEqual([...seen].sort(), peers);
  });
});
