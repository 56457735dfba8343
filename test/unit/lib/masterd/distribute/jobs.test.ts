import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decompress } from '@gnt/protocol';
import { silentLogger } from '../../../../../lib/common/log.js';
import { Paths } from '../../../../../lib/common/paths.js';
import { CandidateReplication } from '../../../../../lib/masterd/distribute/jobs.js';
import { FakeRpc } from '../../../../support/fake-rpc.js';
import { labConfig } from '../../../../support/lab-config.js';
import { settle } from '../../../../support/manual-clock.js';

function bench(): { rpc: FakeRpc; replication: CandidateReplication } {
  const rpc = new FakeRpc();
  return {
    rpc,
    replication: new CandidateReplication({
      rpc,
      cfg: { snapshot: labConfig() },
      paths: new Paths(),
      log: silentLogger,
      targets: () => ['node2', 'node3'],
    }),
  };
}

describe('CandidateReplication', () => {
  it('brings a file to each other candidate', async () => {
    const { rpc, replication } = bench();
    await replication.update('/var/lib/ganeti/queue/job-1', 'text');
    assert.deepEqual(rpc.trace, ['jobqueue_update@node2', 'jobqueue_update@node3']);
    const [args] = rpc.argsOf('jobqueue_update');
    assert.deepEqual([args!.file_name, decompress(args!.content, 100)], ['/var/lib/ganeti/queue/job-1', 'text']);
  });

  it('sends only the newest of several contents of a file', async () => {
    const { rpc, replication } = bench();
    await Promise.all([
      replication.update('f', 'one'),
      replication.update('f', 'two'),
      replication.update('g', 'three'),
    ]);
    const sent = rpc.calls.filter((c) => c.node === 'node2').map((c) => decompress(c.args['content'] as never, 100));
    assert.deepEqual(sent, ['two', 'three']);
  });

  it('renames only after the files before it are in place', async () => {
    const { rpc, replication } = bench();
    rpc.answer('jobqueue_rename', [null]);
    void replication.update('/q/job-1', 'text');
    await replication.rename([['/q/job-1', '/q/archive/0/job-1']]);
    assert.deepEqual(
      rpc.trace.filter((t) => t.endsWith('node2')),
      ['jobqueue_update@node2', 'jobqueue_rename@node2'],
    );
    assert.deepEqual(rpc.argsOf('jobqueue_rename')[0], { rename: [['/q/job-1', '/q/archive/0/job-1']] });
  });

  it('sets the drain flag', async () => {
    const { rpc, replication } = bench();
    await replication.setDrainFlag(true);
    assert.deepEqual(rpc.argsOf('jobqueue_set_drain_flag'), [{ flag: true }, { flag: true }]);
  });

  it('waits for a silent candidate once, and not again until it answers', async () => {
    const { rpc, replication } = bench();
    let answer: () => void = () => undefined;
    rpc.tryOne = (async (node: string) => {
      if (node !== 'node3') return { ok: true, payload: null };
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return { ok: false, error: 'timed out', offline: false, kind: 'transport' };
    }) as never;
    let first = false;
    void replication.update('f', 'one').then(() => {
      first = true;
    });
    await settle();
    assert.equal(first, false);
    answer();
    await settle();
    assert.equal(first, true);
    await replication.update('f', 'two');
    answer();
    await replication.settle();
  });
});
