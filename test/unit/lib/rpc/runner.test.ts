import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OpExecError } from '@gnt/protocol';
import { silentLogger } from '../../../../lib/common/log.js';
import type { RpcTarget } from '../../../../lib/rpc/interface.js';
import { HttpRpcRunner } from '../../../../lib/rpc/runner.js';
import { TransportError, type RawReply, type Transport } from '../../../../lib/rpc/transport.js';

interface Sent {
  readonly node: string;
  readonly path: string;
  readonly body: string;
  readonly seconds: number;
}

/** A network of nodes that answer as `answer` says. */
class FakeNetwork implements Transport {
  readonly sent: Sent[] = [];
  open = 0;
  most = 0;
  readonly #answer: (sent: Sent, count: number) => Promise<RawReply> | RawReply;
  constructor(answer: (sent: Sent, count: number) => Promise<RawReply> | RawReply) {
    this.#answer = answer;
  }
  async post(target: RpcTarget, path: string, body: string, seconds: number): Promise<RawReply> {
    const sent = { node: target.name, path, body, seconds };
    this.sent.push(sent);
    this.most = Math.max(this.most, ++this.open);
    await Promise.resolve();
    try {
      return await this.#answer(sent, this.sent.length);
    } finally {
      this.open--;
    }
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

const ok = (payload: unknown): RawReply => ({ status: 200, body: JSON.stringify([true, payload]) });

function runner(network: Transport, offline: readonly string[] = []): HttpRpcRunner {
  return new HttpRpcRunner({
    transport: network,
    log: silentLogger,
    resolve: (uuid) =>
      uuid === 'gone'
        ? undefined
        : { name: `name-of-${uuid}`, address: '127.0.0.1', port: 1811, offline: offline.includes(uuid) },
  });
}

describe('HttpRpcRunner', () => {
  it('sends the arguments as a list in wire order, with the timeout of the call', async () => {
    const network = new FakeNetwork(() => ok(null));
    await runner(network).one('a', 'jobqueue_update', { content: [0, 'x'], file_name: '/q/job-1' });
    assert.deepEqual(network.sent, [
      { node: 'name-of-a', path: '/jobqueue_update', body: '["/q/job-1",[0,"x"]]', seconds: 60 },
    ]);
  });

  it('sends instance_console_info as the bare object', async () => {
    const network = new FakeNetwork(() => ok({}));
    await runner(network).one('a', 'instance_console_info', { instances: {} });
    assert.equal(network.sent[0]?.body, '{}');
  });

  it('computes the timeout of test_delay from its duration', async () => {
    const network = new FakeNetwork(() => ok(null));
    await runner(network).one('a', 'test_delay', { duration: 2.5 });
    assert.equal(network.sent[0]?.seconds, 7);
  });

  it('does not ask an offline node, unless the call may go there', async () => {
    const network = new FakeNetwork(() => ok(3010000));
    const rpc = runner(network, ['a']);
    assert.deepEqual(await rpc.tryOne('a', 'master_node_name', {}), {
      ok: false,
      error: 'Node is marked offline',
      offline: true,
      kind: 'offline',
    });
    assert.deepEqual(await rpc.tryOne('a', 'version', {}), { ok: true, payload: 3010000 });
  });

  it('names call, node and reason when one node fails', async () => {
    const network = new FakeNetwork(() => ({ status: 200, body: '[false, "no such disk"]' }));
    await assert.rejects(runner(network).one('a', 'version', {}), (e) => {
      assert.ok(e instanceof OpExecError);
      assert.match(e.message, /version on node name-of-a failed: no such disk/);
      return true;
    });
  });

  it('tells a node that does not know the call by its status', async () => {
    const network = new FakeNetwork(() => ({ status: 404, body: '{}' }));
    const result = await runner(network).tryOne('a', 'version', {});
    assert.equal(result.ok ? undefined : result.status, 404);
  });

  it('refuses a payload that the table does not allow', async () => {
    const network = new FakeNetwork(() => ok('three'));
    const result = await runner(network).tryOne('a', 'version', {});
    assert.match(result.ok ? '' : result.error, /unexpected payload of version/);
  });

  it('tries an idempotent call a second time when the connection broke, another one not', async () => {
    const broken = new FakeNetwork((_sent, count) => {
      if (count === 1) throw new TransportError('reset', false);
      return ok(3010000);
    });
    assert.equal((await runner(broken).tryOne('a', 'version', {})).ok, true);
    const start = new FakeNetwork(() => {
      throw new TransportError('reset', false);
    });
    assert.deepEqual(await runner(start).tryOne('a', 'jobqueue_purge', {}), {
      ok: false,
      error: 'reset',
      offline: false,
      kind: 'transport',
    });
    assert.equal(start.sent.length, 1);
  });

  it('does not try again after a timeout', async () => {
    const network = new FakeNetwork(() => {
      throw new TransportError('late', true);
    });
    await runner(network).tryOne('a', 'version', {});
    assert.equal(network.sent.length, 1);
  });

  it('asks many nodes at a time, but not all, and keeps their order', async () => {
    const network = new FakeNetwork((sent) => ok(Number(sent.node.slice('name-of-'.length))));
    const nodes = Array.from({ length: 200 }, (_, i) => String(i));
    const results = await runner(network).many(nodes, 'version', {});
    assert.deepEqual([...results.keys()], nodes);
    assert.deepEqual(results.get('77'), { ok: true, payload: 77 });
    assert.equal(network.most, 64);
  });

  it('gives each node arguments of its own and failures as values', async () => {
    const network = new FakeNetwork((sent) =>
      sent.body === '["b"]' ? { status: 200, body: '[false,"no"]' } : ok('x'),
    );
    const results = await runner(network).many(['a', 'b', 'gone'], 'restricted_command', (node) => ({ cmd: node }));
    assert.deepEqual(
      [...results.values()].map((r) => (r.ok ? r.payload : r.error)),
      ['x', 'no', "Unknown node 'gone'"],
    );
  });
});
