import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { systemClock } from '../../../../lib/common/clock.js';
import { silentLogger } from '../../../../lib/common/log.js';
import { Paths } from '../../../../lib/common/paths.js';
import { SystemResolver } from '../../../../lib/common/resolver.js';
import { Responder } from '../../../../lib/confd/responder.js';
import { ConfdServer } from '../../../../lib/confd/server.js';
import { runConfdClient } from '../../../../lib/tools/confd-client/main.js';
import { snapshotOf, TEST_KEY } from '../../../support/confd-lab.js';

describe('confd-client', () => {
  let server: ConfdServer;
  let refusing: ConfdServer;
  before(async () => {
    const start = (current: Awaited<ReturnType<typeof snapshotOf>> | string): Promise<ConfdServer> =>
      ConfdServer.start({
        address: '127.0.0.1',
        port: 0,
        responder: new Responder({ current, key: TEST_KEY }, systemClock),
        clock: systemClock,
        log: silentLogger,
      });
    server = await start(await snapshotOf());
    refusing = await start('no configuration');
  });
  after(() => Promise.all([server.close(), refusing.close()]));

  async function run(port: number, ...argv: string[]): Promise<{ code: number; out: string; err: string }> {
    let [out, err] = ['', ''];
    const code = await runConfdClient(argv, {
      paths: new Paths('/nonexistent'),
      resolver: new SystemResolver('node1.peer.test'),
      clock: systemClock,
      port,
      out: (text) => (out += text),
      err: (text) => (err += text),
    });
    return { code, out, err };
  }

  it('asks all its questions and measures', async () => {
    const { code, out, err } = await run(server.port, '-a', '127.0.0.1', '--hmac', TEST_KEY.toString(), '-r', '3');
    assert.equal(err, '');
    assert.equal(code, 0);
    const lines = out.trimEnd().split('\n');
    assert.deepEqual(lines.slice(0, 4), [
      'Ping: OK',
      'Master: OK (node1.peer.test)',
      'Master: OK (["node1.peer.test","10.77.0.100","10.77.0.1"])',
      'Node role for master: OK',
    ]);
    assert.match(lines.at(-2) ?? '', /^ {2}\d+\.\d{3}ms per ping request$/);
    assert.match(lines.at(-1) ?? '', /^ {2}\d+\.\d{3}ms per instance ips request$/);
  });

  it('measures nothing when told so', async () => {
    const { code, out } = await run(server.port, '-a', '127.0.0.1', '--hmac', TEST_KEY.toString(), '-r', '0');
    assert.equal(code, 0);
    assert.doesNotMatch(out, /Timing/);
  });

  it('ends with 1 when the daemon refuses or there is no key, and with 2 when called wrongly', async () => {
    const refused = await run(refusing.port, '-a', '127.0.0.1', '--hmac', TEST_KEY.toString());
    assert.equal(refused.code, 1);
    assert.match(refused.err, /REQ_PING: refused: "no configuration"/);
    const keyless = await run(server.port, '-a', '127.0.0.1');
    assert.equal(keyless.code, 1);
    assert.match(keyless.err, /hmac\.key/);
    assert.equal((await run(server.port, '-r', 'many')).code, 2);
    assert.equal((await run(server.port, 'extra')).code, 2);
  });
});
