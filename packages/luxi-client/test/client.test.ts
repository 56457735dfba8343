import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GanetiError, isA, OpPrereqError } from '@gnt/protocol';
import { LuxiClient, parseJobId } from '../src/index.js';
import { failure, FakeServer, success, type Reaction, type Received } from './fake-server.js';

async function withServer(
  react: (request: Received, number: number) => Reaction,
  use: (client: LuxiClient, server: FakeServer) => Promise<void>,
): Promise<void> {
  const server = new FakeServer(react);
  await server.listen();
  const client = await LuxiClient.connect(server.path);
  try {
    await use(client, server);
  } finally {
    client.close();
    await server.close();
  }
}

describe('LuxiClient', () => {
  it('sends the arguments in the order of the table and gives the result', async () => {
    await withServer(
      () => success([['node1', 22]]),
      async (client, server) => {
        assert.deepEqual(await client.queryPlain('QueryNodes', ['node1'], ['name', 'ndp/ssh_port']), [['node1', 22]]);
        assert.deepEqual(server.received, [
          { method: 'QueryNodes', args: [['node1'], ['name', 'ndp/ssh_port'], false], version: 3010000 },
        ]);
      },
    );
  });

  it('answers overlapping calls in the order in which they were sent', async () => {
    await withServer(
      (request) => success(request.args[0]),
      async (client) => {
        const calls = [['a'], ['b'], ['c']].map((fields) => client.queryConfigValues(fields));
        assert.deepEqual(await Promise.all(calls), [['a'], ['b'], ['c']]);
      },
    );
  });

  it('throws the error that the server answers, with its class', async () => {
    await withServer(
      () => failure(['OpPrereqError', ['no such node', 'unknown_entity']]),
      async (client) => {
        await assert.rejects(
          client.queryJobs([1], ['id']),
          (error) =>
            error instanceof OpPrereqError && error.ecode === 'unknown_entity' && error.message === 'no such node',
        );
      },
    );
  });

  it('calls text that is no answer a protocol error', async () => {
    await withServer(
      () => ({ say: 'not JSON' }),
      async (client) => {
        await assert.rejects(client.queryConfigValues(['a']), (error) => isA(error, 'ProtocolError'));
      },
    );
  });

  it('repeats a query on a new connection when the old one breaks', async () => {
    await withServer(
      (_, number) => (number === 1 ? 'close' : success(['yes'])),
      async (client, server) => {
        assert.deepEqual(await client.queryConfigValues(['a']), ['yes']);
        assert.equal(server.connections, 2);
      },
    );
  });

  it('does not repeat the submission of a job, which might exist already', async () => {
    await withServer(
      () => 'close',
      async (client, server) => {
        await assert.rejects(client.submitJob([{ OP_ID: 'OP_TEST_DELAY' }]), (error) =>
          isA(error, 'ConnectionClosedError'),
        );
        assert.equal(server.received.length, 1);
      },
    );
  });

  it('asks for at most 89 seconds of waiting', async () => {
    await withServer(
      () => success('nochange'),
      async (client, server) => {
        await client.waitForJobChange(5, ['status'], ['queued'], 3, 600);
        assert.deepEqual(server.received[0]?.args, [5, ['status'], ['queued'], 3, 89]);
      },
    );
  });

  it('waits for a server that is still starting', async () => {
    const server = new FakeServer(() => success(['late']));
    const client = LuxiClient.connect(server.path, { connectTimeout: 10 });
    await server.listen();
    try {
      assert.deepEqual(await (await client).queryConfigValues(['a']), ['late']);
    } finally {
      (await client).close();
      await server.close();
    }
  });

  it('gives up at once where the node is not the master', async () => {
    const path = '/nonexistent/luxi';
    await assert.rejects(
      LuxiClient.connect(path, { mayRetry: () => Promise.resolve(false) }),
      (error) => isA(error, 'NoMasterError') && error.args[0] === path,
    );
  });

  it('says that connecting took too long', async () => {
    await assert.rejects(LuxiClient.connect('/nonexistent/luxi', { connectTimeout: 0 }), (error) =>
      isA(error, 'TimeoutError'),
    );
  });

  it('refuses a path that would be cut', async () => {
    await assert.rejects(
      LuxiClient.connect(`/tmp/${'x'.repeat(110)}`),
      (error) => error instanceof GanetiError && /115 bytes long, at most 107/.test(error.message),
    );
  });

  it('gives a call up after a silence', async () => {
    const server = new FakeServer(() => null);
    await server.listen();
    const client = await LuxiClient.connect(server.path, { readTimeout: 0.05 });
    try {
      await assert.rejects(client.queryConfigValues(['a']), (error) => isA(error, 'TimeoutError'));
    } finally {
      client.close();
      await server.close();
    }
  });
});

describe('parseJobId', () => {
  it('takes digits only', () => {
    assert.equal(parseJobId('12', 'CancelJob'), 12);
    assert.throws(() => parseJobId('1x', 'CancelJob'), /CancelJob.*1x/);
  });
});
