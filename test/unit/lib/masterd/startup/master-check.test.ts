import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { silentLogger } from '../../../../../lib/common/log.js';
import { checkIsMaster, judgeVote, winVote } from '../../../../../lib/masterd/startup/master-check.js';
import { FakeRpc } from '../../../../support/fake-rpc.js';
import { labConfig } from '../../../../support/lab-config.js';
import { ManualClock } from '../../../../support/manual-clock.js';

const ME = 'node1.example.com';

describe('checkIsMaster', () => {
  it('lets the master start', () => {
    checkIsMaster(labConfig(), ME);
  });
  it('refuses elsewhere with exit code 11, naming the master and the cure', () => {
    assert.throws(
      () => {
        checkIsMaster(labConfig(), 'node2.example.com');
      },
      { exitCode: 11, message: /master is 'node1.example.com'.*master-failover/ },
    );
  });
});

describe('judgeVote', () => {
  const cases: [number, number, number, string][] = [
    [1, 0, 1, 'won'],
    [2, 1, 3, 'won'],
    [1, 1, 2, 'open'],
    [1, 2, 3, 'open'],
    [0, 1, 2, 'lost'],
    [1, 0, 3, 'lost'],
  ];
  for (const [inFavour, unknown, voters, verdict] of cases) {
    it(`is ${verdict} with ${inFavour} in favour and ${unknown} unknown of ${voters}`, () => {
      assert.equal(judgeVote({ inFavour, unknown, voters }), verdict);
    });
  }
});

describe('winVote', () => {
  const deps = (rpc: FakeRpc, clock = new ManualClock()) => ({ rpc, clock, log: silentLogger });

  it('is content with a majority', async () => {
    const rpc = new FakeRpc();
    rpc.answer('master_node_name', ME);
    rpc.fail('master_node_name', 'down', 'node3');
    await winVote(labConfig(), ME, deps(rpc));
    assert.equal(rpc.calls.length, 3);
  });

  it('gives up at once when the others name somebody else', async () => {
    const rpc = new FakeRpc();
    rpc.answer('master_node_name', (node) => (node === 'node1' ? ME : 'node2.example.com'));
    await assert.rejects(winVote(labConfig(), ME, deps(rpc)), { exitCode: 11, message: /node2.example.com/ });
  });

  it('asks again while votes are missing, and then says how to go on', async () => {
    const rpc = new FakeRpc();
    rpc.answer('master_node_name', ME);
    rpc.fail('master_node_name', 'down', 'node2');
    rpc.fail('master_node_name', 'down', 'node3');
    const clock = new ManualClock();
    const result = assert.rejects(winVote(labConfig(), ME, deps(rpc, clock)), /--no-voting --yes-do-it/);
    await clock.advance(60_000);
    await result;
    assert.equal(rpc.calls.length, 7 * 3);
  });
});
