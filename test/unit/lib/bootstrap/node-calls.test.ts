import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createBootstrapContext } from '../../../../lib/bootstrap/index.js';
import { waitUntil, withNodeCalls } from '../../../../lib/bootstrap/node-calls.js';
import { FailoverNodes } from '../../../support/failover-nodes.js';
import { labConfig } from '../../../support/lab-config.js';

const TWO = 'node2.example.com';

describe('withNodeCalls', () => {
  it('calls nodes by their names and closes the connections, whatever happens', async () => {
    const nodes = await new FailoverNodes(labConfig()).open();
    let closed = 0;
    const ctx = {
      ...nodes.context(TWO),
      transport: { post: nodes.post.bind(nodes), close: async () => void (closed += 1) },
    };
    const answer = await withNodeCalls(ctx, (rpc) => rpc.tryOne('node1.example.com', 'master_node_name', {}));
    assert.deepEqual(answer, { ok: true, payload: 'node1.example.com' });
    await assert.rejects(
      withNodeCalls(ctx, () => Promise.reject(new Error('what for'))),
      /what for/,
    );
    assert.equal(closed, 2);
  });
});

describe('waitUntil', () => {
  it('asks until there is no obstacle', async () => {
    const nodes = await new FailoverNodes(labConfig()).open();
    const obstacles = ['not yet', 'not yet', undefined];
    const done = waitUntil('It', nodes.context(TWO), () => Promise.resolve(obstacles.shift()));
    await nodes.clock.advance(1000);
    await done;
    assert.deepEqual(obstacles, []);
  });

  it('gives up after 20 seconds and says why', async () => {
    const nodes = await new FailoverNodes(labConfig()).open();
    const done = assert.rejects(
      waitUntil('The daemon', nodes.context(TWO), () => Promise.resolve('it sleeps')),
      /The daemon did not answer within 20 seconds: it sleeps/,
    );
    await nodes.clock.advance(30_000);
    await done;
  });
});

describe('createBootstrapContext', () => {
  it('takes the root and the name of a virtual node from the environment', () => {
    const { paths, resolver } = createBootstrapContext({ GANETI_ROOTDIR: '/tmp/vc/node7', GANETI_HOSTNAME: 'node7' });
    assert.equal(paths.file('configData'), '/tmp/vc/node7/var/lib/ganeti/config.data');
    assert.equal(resolver.hostname, 'node7');
  });
});
