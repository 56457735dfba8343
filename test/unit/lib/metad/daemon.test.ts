import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { decodeLuxiResponse, encodeFrame, FrameDecoder } from '@gnt/protocol';
import { request } from 'undici';
import { systemClock } from '../../../../lib/common/clock.js';
import { systemFiles } from '../../../../lib/common/files.js';
import { silentLogger } from '../../../../lib/common/log.js';
import { Paths } from '../../../../lib/common/paths.js';
import { startMetad } from '../../../../lib/metad/daemon.js';
import { eventually } from '../../../support/vcluster.js';

const resolver = { hostname: 'node1', resolve: () => Promise.reject(new Error('not asked')) };

describe('the metadata daemon', () => {
  let root = '';
  let paths: Paths;
  let daemon: Awaited<ReturnType<typeof startMetad>>;
  let reopen = (): void => undefined;
  const deps = () => ({ paths, files: systemFiles, clock: systemClock, resolver });

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'gnt-md-'));
    paths = new Paths(root);
    await mkdir(paths.file('socketDir'), { recursive: true });
    const os = paths.local('/srv/ganeti/os/deb');
    await mkdir(os, { recursive: true });
    await writeFile(join(os, 'create'), '#!/bin/sh\necho create\n');
    await writeFile(join(os, 'rename'), '');
    await writeFile(join(root, 'package'), 'p'.repeat(100_000));
    daemon = await startMetad({ port: 0, address: '127.0.0.1' }, deps(), {
      log: silentLogger,
      onReopen: (fn) => (reopen = fn),
    });
  });
  after(async () => {
    await daemon.close();
    await rm(root, { recursive: true, force: true });
  });

  /** Sends texts over one connection to the node daemon's socket; resolves to as many answers. */
  function tell(...messages: string[]): Promise<string[]> {
    return new Promise((resolve, reject) => {
      const socket = connect(paths.file('metadSocket'));
      const frames = new FrameDecoder();
      const answers: string[] = [];
      socket.on('error', reject);
      socket.on('data', (data: Buffer) => {
        answers.push(...frames.push(data));
        if (answers.length === messages.length) socket.end(() => resolve(answers));
      });
      for (const message of messages) socket.write(encodeFrame(message));
    });
  }
  const update = async (more: object): Promise<unknown> => {
    const instance = {
      name: 'web',
      os: 'deb+minimal',
      nics: [{ name: 'ganeti:communication:web', ip: '127.0.0.1' }],
      osparams: { 'os-package': join(root, 'package'), 'os-install-package': '/nonexistent' },
      osparams_private: { user: 'root' },
      osparams_secret: { password: 'xyzzy' },
      ...more,
    };
    const [answer = ''] = await tell(JSON.stringify({ method: 'updateConfig', args: [instance] }));
    return decodeLuxiResponse(answer);
  };
  async function ask(path: string, method = 'GET', body?: string) {
    const options = body === undefined ? { method } : { method, body, headers: { 'content-type': 'what/ever' } };
    const {
      statusCode,
      headers,
      body: reply,
    } = await request(`http://127.0.0.1:${String(daemon.port)}${path}`, options as Parameters<typeof request>[1]);
    return { status: statusCode, headers, text: await reply.text() };
  }

  it('refuses to start on a virtual node without an address', async () => {
    await assert.rejects(
      startMetad({ port: 0, address: undefined }, deps(), { log: silentLogger, onReopen: () => undefined }),
      /needs an address of its own/,
    );
  });

  it('knows nobody at first', async () => {
    assert.deepEqual((await ask('/ganeti/latest/os/parameters.json')).status, 404);
  });

  it('hands a guest its OS parameters with their visibility', async () => {
    assert.deepEqual(await update({}), []);
    const { status, headers, text } = await ask('/ganeti/latest/os/parameters.json');
    assert.deepEqual([status, headers['content-type']], [200, 'application/json; charset=utf-8']);
    assert.deepEqual(JSON.parse(text), {
      'os-package': [join(root, 'package'), 'public'],
      'os-install-package': ['/nonexistent', 'public'],
      user: ['root', 'private'],
      password: ['xyzzy', 'secret'],
    });
  });

  it('hands out scripts of the OS and packages', async () => {
    assert.equal((await ask('/ganeti/latest/os/scripts/create')).text, '#!/bin/sh\necho create\n');
    assert.deepEqual(
      [(await ask('/ganeti/latest/os/scripts/rename')).status, (await ask('/ganeti/latest/os/scripts/rename')).text],
      [200, ''],
    );
    assert.equal((await ask('/ganeti/latest/os/package')).text.length, 100_000);
    for (const missing of [
      'os/scripts/import',
      'os/scripts/variants.list',
      'os/scripts/../create',
      'os/os-install-package',
    ])
      assert.equal((await ask(`/ganeti/latest/${missing}`)).status, 404, missing);
    for (const os of ['../../../etc', '.deb', '', 'nosuch']) {
      await update({ os });
      assert.equal((await ask('/ganeti/latest/os/scripts/create')).status, 404, os);
    }
    await update({});
  });

  it('answers each path as the original does', async () => {
    for (const [method, path, status, text] of [
      ['GET', '/ganeti/latest/meta_data.json', 200, ''],
      ['GET', '/ganeti/latest/read', 200, ''],
      ['POST', '/ganeti/latest/write', 200, ''],
      ['POST', '/ganeti/latest/read', 405, ''],
      ['GET', '/ganeti/latest/write', 405, ''],
      ['GET', '/', 404, 'Resource not found'],
      ['GET', '/latest/meta-data/', 404, 'Resource not found'],
      ['GET', '/ganeti/2014-01-01/os/parameters.json', 404, 'Resource not found'],
      ['GET', '/openstack/latest/meta_data.json', 404, 'Resource not found'],
      ['POST', '/ganeti/latest/os/parameters.json', 404, 'Resource not found'],
      ['GET', '/ganeti/latest/os/%zz', 404, 'Resource not found'],
    ] as const) {
      const answer = await ask(path, method, method === 'POST' ? 'data' : undefined);
      assert.deepEqual([answer.status, answer.text], [status, text], `${method} ${path}`);
    }
    assert.equal((await ask('/ganeti/latest/read', 'POST', '')).headers['allow'], 'GET');
    assert.equal((await ask('/ganeti/latest/write', 'GET')).headers['allow'], 'POST');
    assert.equal((await ask('/ganeti/latest/write', 'POST', 'x'.repeat(100_000))).status, 413);
  });

  it('takes requests of the node daemon only on a socket of its own, one after the other', async () => {
    assert.equal((await stat(paths.file('metadSocket'))).mode & 0o777, 0o600);
    const answers = await tell(
      JSON.stringify({ method: 'echo', args: ['hello'] }),
      JSON.stringify({ method: 'nosuch', args: [1] }),
      JSON.stringify({ method: 'updateConfig', args: ['no instance'] }),
      JSON.stringify({ method: 'echo', args: [] }),
      'nonsense',
    );
    assert.equal(decodeLuxiResponse(answers[0] ?? ''), 'hello');
    assert.throws(() => decodeLuxiResponse(answers[1] ?? ''), /There is no method 'nosuch'/);
    assert.throws(() => decodeLuxiResponse(answers[2] ?? ''), /a dictionary is expected/);
    assert.throws(() => decodeLuxiResponse(answers[3] ?? ''), /takes one argument/);
    assert.match(answers[4] ?? '', /Failed to parse request/);
    assert.equal((await ask('/ganeti/latest/os/parameters.json')).status, 200);
  });

  it('logs requests, one a line whatever they hold, into files that can be rotated', async () => {
    const log = paths.local('/var/log/ganeti/meta-daemon-access.log');
    const logged = (pattern: RegExp): Promise<unknown> =>
      eventually(String(pattern), async () => pattern.exec(await readFile(log, 'utf8')) ?? undefined, 5000);
    await ask('/ganeti/latest/read?"x');
    const time = '\\[\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d \\+0000\\]';
    await logged(
      new RegExp(`^127\\.0\\.0\\.1 - - ${time} "GET /ganeti/latest/read\\?.*x HTTP/1\\.1" 200 0 - "[^"]*"$`, 'm'),
    );
    await rename(log, `${log}.1`);
    reopen();
    await ask('/');
    await logged(/^[^\n]*"GET \/ HTTP\/1\.1" 404 18 [^\n]*\n$/);
  });
});
