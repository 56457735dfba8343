import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type ConnectionOptions } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { systemClock } from '../../../../lib/common/clock.js';
import { silentLogger } from '../../../../lib/common/log.js';
import { Paths } from '../../../../lib/common/paths.js';
import { NodeCredentials } from '../../../../lib/common/tls.js';
import type { RpcTarget } from '../../../../lib/rpc/interface.js';
import { HttpRpcRunner } from '../../../../lib/rpc/runner.js';
import { startRpcServer, type RpcServer } from '../../../../lib/rpc/server.js';
import { HttpsTransport } from '../../../../lib/rpc/transport.js';
import { TestCertificates } from '../../../support/test-certificates.js';

/** Sends one request over TLS by hand and returns the status line; undefined when the connection ends without one. */
function rawStatus(port: number, options: ConnectionOptions, request: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const finish = (): void => {
      socket.destroy();
      resolve(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]);
    };
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options }, () =>
      socket.write(request),
    );
    socket.on('data', (data: Buffer) => {
      text += data.toString();
      if (text.includes('\r\n')) finish();
    });
    socket.on('error', finish);
    socket.on('close', finish);
  });
}

const VERSION_CALL =
  'POST /version HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]';

describe('node RPC over TLS', () => {
  const certificates = new TestCertificates();
  let base: string;
  let node: Paths;
  let server: RpcServer;
  let calls: string[];
  let clients = 0;

  before(async () => {
    base = await mkdtemp(join(tmpdir(), 'gnt-rpc-'));
    node = new Paths(join(base, 'node'));
    await certificates.install(node, null);
    server = await startRpcServer({
      address: '127.0.0.1',
      port: 0,
      credentials: new NodeCredentials(node),
      ssl: true,
      maxClients: 4,
      log: silentLogger,
      dispatch: (call, body) => {
        if (call === 'no_such') return undefined;
        calls.push(call);
        return Promise.resolve(call === 'version' ? [true, 3010000] : [true, JSON.parse(body)]);
      },
    });
  });
  beforeEach(async () => {
    calls = [];
    await certificates.candidates(node, [certificates.candidate]);
  });
  after(async () => {
    await server.close();
    await rm(base, { recursive: true });
  });

  const target = (): RpcTarget => ({ name: 'node', address: '127.0.0.1', port: server.port, offline: false });

  /** A caller that has server.pem and, unless null, the client certificate. */
  async function caller(
    client: string | null,
  ): Promise<{ rpc: HttpRpcRunner; transport: HttpsTransport; paths: Paths }> {
    const paths = new Paths(join(base, `caller${String(clients++)}`));
    await certificates.install(paths, client);
    const transport = new HttpsTransport(new NodeCredentials(paths), systemClock);
    return { rpc: new HttpRpcRunner({ transport, log: silentLogger, resolve: target }), transport, paths };
  }

  async function versionWith(client: string | null): Promise<string> {
    const { rpc, transport } = await caller(client);
    try {
      const result = await rpc.tryOne('node', 'version', {});
      return result.ok ? 'accepted' : `${String(result.status)} ${result.error}`;
    } finally {
      await transport.close();
    }
  }

  it('answers a master candidate', async () => {
    assert.equal(await versionWith(certificates.candidate), 'accepted');
  });

  it('refuses a caller without a certificate', async () => {
    assert.equal(await rawStatus(server.port, {}, VERSION_CALL), '401');
    assert.deepEqual(calls, []);
  });

  it('refuses a certificate of another cluster', async () => {
    assert.match(await versionWith(certificates.foreign), /^401 .*does not belong to a master candidate/);
    assert.deepEqual(calls, []);
  });

  it("refuses a node that is no master candidate, though the cluster's key signed its certificate", async () => {
    assert.match(
      await versionWith(certificates.other),
      /^401 .*does not belong to a master candidate; run 'gnt-cluster renew-crypto/,
    );
    assert.deepEqual(calls, []);
  });

  it('refuses server.pem once candidates are known', async () => {
    assert.match(await versionWith(null), /^401 .*does not belong to a master candidate/);
    assert.deepEqual(calls, []);
  });

  it('accepts only server.pem while no candidates are known', async () => {
    await certificates.candidates(node, []);
    assert.equal(await versionWith(null), 'accepted');
    assert.match(await versionWith(certificates.candidate), /^401 .*no master candidates are known yet/);
    await rm(node.ssconf('master_candidates_certs'));
    assert.equal(await versionWith(null), 'accepted');
    assert.match(await versionWith(certificates.foreign), /^401/);
  });

  it('refuses a node from the moment it is demoted, on the connection it holds too', async () => {
    const { rpc, transport } = await caller(certificates.candidate);
    assert.equal((await rpc.tryOne('node', 'version', {})).ok, true);
    await certificates.candidates(node, [certificates.other]);
    const result = await rpc.tryOne('node', 'version', {});
    assert.equal(result.ok, false);
    assert.deepEqual(calls, ['version']);
    await transport.close();
  });

  it('refuses a candidate that sends a chain whose upper certificate is not server.pem', async () => {
    const certificateIn = (pem: string): string => pem.slice(pem.indexOf('-----BEGIN CERTIFICATE'));
    const withChain = (upper: string): ConnectionOptions => ({
      key: certificates.candidate,
      cert: certificateIn(certificates.candidate) + certificateIn(upper),
    });
    // Both are called ganeti.example.com, as all clusters' certificates are: only the digest tells them apart.
    assert.equal(await rawStatus(server.port, withChain(certificates.foreign), VERSION_CALL), '401');
    assert.equal(await rawStatus(server.port, withChain(certificates.server), VERSION_CALL), '200');
  });

  it('lets a caller use its new certificate without a restart', async () => {
    const { rpc, transport, paths } = await caller(certificates.other);
    assert.equal((await rpc.tryOne('node', 'version', {})).ok, false);
    await writeFile(paths.file('clientPem'), certificates.candidate);
    assert.equal((await rpc.tryOne('node', 'version', {})).ok, true);
    await transport.close();
  });

  it('is not trusted by a caller whose server.pem is another', async () => {
    const { rpc, transport, paths } = await caller(certificates.candidate);
    await writeFile(paths.file('serverPem'), certificates.foreign);
    await assert.rejects(rpc.one('node', 'version', {}), /its certificate is not this cluster's/);
    await transport.close();
  });

  it('answers 404 to an unknown call and 400 to another method than POST', async () => {
    const identity = { key: certificates.candidate, cert: certificates.candidate };
    const request = (method: string, path: string): string =>
      `${method} ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`;
    assert.equal(await rawStatus(server.port, identity, request('POST', '/no_such')), '404');
    assert.equal(await rawStatus(server.port, identity, request('GET', '/version')), '400');
    assert.equal(await rawStatus(server.port, identity, request('PUT', '/a/b')), '400');
    assert.equal(await rawStatus(server.port, identity, request('POST', '/a/b')), '404');
  });

  it('says who holds the port when it is taken', async () => {
    const again = startRpcServer({
      address: '127.0.0.1',
      port: server.port,
      credentials: new NodeCredentials(node),
      ssl: true,
      maxClients: 1,
      log: silentLogger,
      dispatch: () => undefined,
    });
    await assert.rejects(again, new RegExp(`127\\.0\\.0\\.1:${String(server.port)} \\(TCP\\): the port is in use`));
  });

  it('uses the new server certificate for new connections without a restart', async () => {
    const renewed = new TestCertificates();
    await writeFile(node.file('serverPem'), renewed.server);
    await renewed.candidates(node, [renewed.candidate]);
    const paths = new Paths(join(base, 'renewed'));
    await renewed.install(paths, renewed.candidate);
    const transport = new HttpsTransport(new NodeCredentials(paths), systemClock);
    const rpc = new HttpRpcRunner({ transport, log: silentLogger, resolve: target });
    assert.deepEqual(await rpc.tryOne('node', 'version', {}), { ok: true, payload: 3010000 });
    await transport.close();
    await writeFile(node.file('serverPem'), certificates.server);
  });
});
