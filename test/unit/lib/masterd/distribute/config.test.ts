import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decompress } from '@gnt/protocol';
import { silentLogger } from '../../../../../lib/common/log.js';
import { Paths } from '../../../../../lib/common/paths.js';
import { ssconfValues } from '../../../../../lib/config/ssconf.js';
import type { ConfigSnapshot } from '../../../../../lib/config/interface.js';
import { ConfigDistributor } from '../../../../../lib/masterd/distribute/config.js';
import { MemoryFiles } from '../../../../support/config-data.js';
import { FakeRpc } from '../../../../support/fake-rpc.js';
import { labConfig } from '../../../../support/lab-config.js';
import { ManualClock } from '../../../../support/manual-clock.js';

function bench(
  root = '',
  leads = (): boolean => true,
): { rpc: FakeRpc; distributor: ConfigDistributor; clock: ManualClock } {
  const [rpc, files, paths] = [new FakeRpc(), new MemoryFiles(), new Paths(root)];
  files.contents.set(paths.file('configData'), '{"config": true}');
  const clock = new ManualClock();
  return {
    rpc,
    clock,
    distributor: new ConfigDistributor({ rpc, files, paths, clock, log: silentLogger, ssconfOf: ssconfValues, leads }),
  };
}
const state = (change: (c: ReturnType<typeof labConfig>) => void = () => undefined): ConfigSnapshot =>
  labConfig([], change);

describe('ConfigDistributor', () => {
  it('sends ssconf to every node', async () => {
    const { rpc, distributor } = bench();
    await distributor.distribute(state(), null);
    assert.deepEqual(rpc.trace.sort(), [
      'write_ssconf_files@node1',
      'write_ssconf_files@node2',
      'write_ssconf_files@node3',
    ]);
  });

  it('sends config.data to the candidates it is told', async () => {
    const { rpc, distributor } = bench();
    await distributor.sendConfig(state(), ['node2']);
    assert.deepEqual(rpc.trace, ['upload_file_single@node2']);
    const [upload] = rpc.argsOf('upload_file_single');
    assert.equal(decompress(upload!.content, 1000), '{"config": true}');
    assert.deepEqual(
      [upload!.file_name, upload!.mode, upload!.uid, upload!.gid, upload!.mtime],
      ['/var/lib/ganeti/config.data', 0o100640, 'gnt-masterd', 'gnt-confd', 1_800_000_000],
    );
  });

  it('names paths as virtual ones in a virtual cluster', async () => {
    const { rpc, distributor } = bench('/tmp/vc/node1');
    await distributor.sendConfig(state(), ['node2']);
    assert.equal(rpc.argsOf('upload_file_single')[0]!.file_name, '/###-VIRTUAL-PATH-###,/var/lib/ganeti/config.data');
  });

  it('leaves offline nodes out', async () => {
    const { rpc, distributor } = bench();
    await distributor.distribute(
      state((c) => {
        c.nodes['node2']!.offline = true;
      }),
      null,
    );
    assert.deepEqual(
      rpc.trace.filter((t) => t.endsWith('node2')),
      [],
    );
  });

  it('sends ssconf again only where it differs from what the node was given', async () => {
    const { rpc, distributor } = bench();
    const first = state();
    rpc.fail('write_ssconf_files', 'down', 'node3');
    await distributor.distribute(first, null);
    rpc.calls.length = 0;
    await distributor.distribute(
      state((c) => {
        c.cluster.serial_no = 99;
      }),
      first,
    );
    assert.deepEqual(
      rpc.trace.filter((t) => t.startsWith('write')),
      ['write_ssconf_files@node3'],
    );
    rpc.calls.length = 0;
    await distributor.distribute(
      state((c) => {
        c.cluster.tags = ['new'];
      }),
      first,
    );
    assert.equal(rpc.trace.filter((t) => t.startsWith('write')).length, 3);
  });

  it('tries a node again that did not get its files, until it does', async () => {
    const { rpc, distributor, clock } = bench();
    rpc.fail('write_ssconf_files', 'down', 'node3');
    await distributor.distribute(state(), null);
    rpc.calls.length = 0;
    await clock.advance(20_000);
    assert.deepEqual(rpc.trace, ['write_ssconf_files@node3']);
    rpc.mend();
    await clock.advance(20_000);
    rpc.calls.length = 0;
    await clock.advance(60_000);
    assert.deepEqual(rpc.trace, []);
  });

  it('tells nobody again while it may have been replaced as master', async () => {
    let leads = false;
    const { rpc, distributor, clock } = bench('', () => leads);
    rpc.fail('write_ssconf_files', 'down', 'node3');
    await distributor.distribute(state(), null);
    rpc.calls.length = 0;
    await clock.advance(60_000);
    assert.deepEqual(rpc.trace, []);
    leads = true;
    await clock.advance(20_000);
    assert.deepEqual(rpc.trace, ['write_ssconf_files@node3']);
  });

  it('tries nothing again once it ends', async () => {
    const { rpc, distributor, clock } = bench();
    rpc.fail('write_ssconf_files', 'down', 'node3');
    await distributor.distribute(state(), null);
    await distributor.settle();
    rpc.calls.length = 0;
    await clock.advance(60_000);
    assert.deepEqual(rpc.trace, []);
  });

  it('sends everything to everyone when asked to start over', async () => {
    const { rpc, distributor } = bench();
    await distributor.distribute(state(), null);
    rpc.calls.length = 0;
    await distributor.distribute(state(), null);
    assert.equal(rpc.trace.filter((t) => t.startsWith('write')).length, 3);
  });
});
