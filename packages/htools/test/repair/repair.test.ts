import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { repairPolicy, repairState, tagged } from '../../src/index.js';

const PREFIX = 'ganeti:watcher:autorepair:';

describe('the state of repairs', () => {
  it('is healthy without tags and leaves other tags alone', () => {
    assert.deepEqual(repairState('a', ['web', `${PREFIX}failover`]), {
      kind: 'healthy',
      repair: undefined,
      outdated: [],
    });
  });

  it('follows the newest success and marks what it replaces as out of date', () => {
    const old = `${PREFIX}result:fix-storage:u1:900:enoperm:`;
    const newer = `${PREFIX}result:failover:u2:1000:success:17+18`;
    const state = repairState('a', [newer, old]);
    assert.equal(state.kind, 'healthy');
    assert.deepEqual(state.repair?.jobs, [17, 18]);
    assert.deepEqual(state.outdated, [old]);
  });

  it('keeps the earliest failure whatever came later', () => {
    const failed = `${PREFIX}result:failover:u1:1000:failure:1`;
    const state = repairState('a', [`${PREFIX}pending:failover:u2:1001:2`, failed]);
    assert.equal(state.kind, 'failed');
    assert.equal(state.repair?.tag, failed);
  });

  it('refuses a repair that began while another was going on', () => {
    const tags = [`${PREFIX}pending:failover:u1:1000:1`, `${PREFIX}pending:failover:u2:1001:2`];
    assert.throws(() => repairState('a', tags), /instance a has two repairs/);
  });

  it('reads back the tags it writes', () => {
    const repair = tagged({ type: 'reinstall', uuid: 'u', time: 12, jobs: [3, 4], result: undefined });
    assert.equal(repair.tag, `${PREFIX}pending:reinstall:u:12:3+4`);
    assert.deepEqual(repairState('a', [repair.tag]).repair, repair);
    const refused = tagged({ ...repair, jobs: [], result: 'enoperm' });
    assert.equal(refused.tag, `${PREFIX}result:reinstall:u:12:enoperm:`);
    assert.deepEqual(repairState('a', [refused.tag]).repair, refused);
  });
});

describe('the policy of repairs', () => {
  it('is that of the instance, else of its group, else of the cluster', () => {
    const at = (type: string): string[] => [`${PREFIX}${type}`];
    assert.deepEqual(repairPolicy(at('failover'), at('migrate'), at('reinstall'), 0), {
      kind: 'enabled',
      most: 'failover',
    });
    assert.deepEqual(repairPolicy([], at('migrate'), at('reinstall'), 0), { kind: 'enabled', most: 'migrate' });
    assert.deepEqual(repairPolicy([], [], at('reinstall'), 0), { kind: 'enabled', most: 'reinstall' });
    assert.deepEqual(repairPolicy([], [], ['failover'], 0), { kind: 'not-enabled' });
  });

  it('takes the least destructive of several kinds', () => {
    assert.deepEqual(repairPolicy([`${PREFIX}reinstall`, `${PREFIX}fix-storage`], [], [], 0), {
      kind: 'enabled',
      most: 'fix-storage',
    });
  });

  it('is suspended for good or until the latest time that is still to come', () => {
    const enabled = `${PREFIX}failover`;
    assert.deepEqual(repairPolicy([enabled, `${PREFIX}suspend`], [], [], 0), { kind: 'suspended', until: undefined });
    const times = [enabled, `${PREFIX}suspend:100`, `${PREFIX}suspend:200`];
    assert.deepEqual(repairPolicy(times, [], [], 150), { kind: 'suspended', until: 200 });
    assert.deepEqual(repairPolicy(times, [], [], 250), { kind: 'enabled', most: 'failover' });
  });
});
