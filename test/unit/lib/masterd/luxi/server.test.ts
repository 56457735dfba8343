import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { systemClock } from '../../../../../lib/common/clock.js';
import { silentLogger } from '../../../../../lib/common/log.js';
import type { LuxiServices } from '../../../../../lib/masterd/luxi/context.js';
import { LuxiServer } from '../../../../../lib/masterd/luxi/server.js';
import { converse } from '../../../../support/luxi-server.js';

const EOM = '\u0003';
const BIG = 'x'.repeat(8 * 1024 * 1024);
let root: string;

/** Queries answer with 8 MiB for 'node', and never for 'instance' until the client is gone. */
function services(): { services: LuxiServices; gone: string[] } {
  const gone: string[] = [];
  const queue = {
    autoArchive: () => Promise.resolve([0, 0]),
    version: () => 1,
    get: () => ({ ops: [{ status: 'running', log: [] }] }),
    news: (_id: number, _since: number, _ms: number, signal: AbortSignal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          gone.push((signal.reason as Error).message);
          reject(signal.reason as Error);
        });
      }),
  };
  const engine = { query: () => Promise.resolve({ fields: [], data: [[[0, BIG]]] }) };
  return { services: { queue, engine, clock: systemClock } as unknown as LuxiServices, gone };
}

const query = `${JSON.stringify({ method: 'Query', args: ['node', ['name'], null] })}${EOM}`;
const archive = `${JSON.stringify({ method: 'AutoArchiveJobs', args: [1, 1] })}${EOM}`;
const wait = `${JSON.stringify({ method: 'WaitForJobChange', args: [1, ['status'], ['running'], null, 60] })}${EOM}`;

function socketAt(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => {
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'luxi-server-'));
});
after(() => rm(root, { recursive: true, force: true }));

describe('LuxiServer', () => {
  it('listens on each socket with mode 0660 and removes them in the end', async () => {
    const paths = [join(root, 'a'), join(root, 'b')];
    const server = new LuxiServer({ paths, services: services().services, log: silentLogger });
    await server.listen();
    for (const path of paths) {
      assert.equal((await stat(path)).mode & 0o777, 0o660);
      const { answers } = await converse(path, archive, { answers: 1 });
      assert.deepEqual(answers, [{ success: true, result: [0, 0] }]);
    }
    await server.close();
    for (const path of paths) await assert.rejects(stat(path), { code: 'ENOENT' });
  });

  it('answers requests of one connection in their order', async () => {
    const server = new LuxiServer({ paths: [join(root, 'c')], services: services().services, log: silentLogger });
    await server.listen();
    const { answers } = await converse(join(root, 'c'), query + archive, { answers: 2 });
    assert.deepEqual(
      answers.map((a) => Array.isArray(a.result)),
      [false, true],
    );
    await server.close();
  });

  it('serves others while a client does not read its answer', async () => {
    const server = new LuxiServer({ paths: [join(root, 'd')], services: services().services, log: silentLogger });
    await server.listen();
    const deaf = await socketAt(join(root, 'd'));
    deaf.pause();
    deaf.write(query.repeat(3));
    const { answers } = await converse(join(root, 'd'), archive, { answers: 1 });
    assert.equal(answers[0]?.success, true);
    deaf.destroy();
    await server.close();
  });

  it('gives up the wait of a client that goes away', async () => {
    const { services: own, gone } = services();
    const server = new LuxiServer({ paths: [join(root, 'e')], services: own, log: silentLogger });
    await server.listen();
    const client = await socketAt(join(root, 'e'));
    client.write(wait);
    await converse(join(root, 'e'), archive, { answers: 1 });
    client.destroy();
    while (gone.length === 0) await converse(join(root, 'e'), archive, { answers: 1 });
    assert.deepEqual(gone, ['The client is gone']);
    await server.close();
  });

  it('does not wait for waiting clients when it closes', async () => {
    const server = new LuxiServer({ paths: [join(root, 'f')], services: services().services, log: silentLogger });
    await server.listen();
    const client = await socketAt(join(root, 'f'));
    client.write(wait);
    const ended = new Promise((resolve) => client.once('close', resolve));
    await converse(join(root, 'f'), archive, { answers: 1 });
    await server.close();
    await ended;
  });

  it('replaces the socket that a dead daemon left, but not one that answers', async () => {
    const path = join(root, 'g');
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(path, resolve));
    const server = new LuxiServer({ paths: [path], services: services().services, log: silentLogger });
    await assert.rejects(server.listen(), /in use by another daemon; stop it first/);
    await new Promise((resolve) => other.close(resolve));
    await server.listen();
    await server.close();
  });

  it('refuses a socket path that would be cut', async () => {
    const path = join(root, 'x'.repeat(100));
    const server = new LuxiServer({ paths: [path], services: services().services, log: silentLogger });
    await assert.rejects(server.listen(), /107/);
  });
});
