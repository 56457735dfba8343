import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LOCKSET_NAME, type LockLevel } from '@gnt/constants';
import {
  claimsConflict,
  LockAllocation,
  type LockClaim,
  type LockMode,
} from '../../../../../lib/masterd/locking/allocation.js';

function claim(level: LockLevel, mode: LockMode, ...names: string[]): LockClaim {
  return { level, mode, names: new Set(names) };
}

describe('claimsConflict', () => {
  const cases: [string, LockClaim, LockClaim, boolean][] = [
    ['two shared ones', claim('node', 'shared', 'a'), claim('node', 'shared', 'a'), false],
    ['exclusive and shared of one lock', claim('node', 'exclusive', 'a'), claim('node', 'shared', 'b', 'a'), true],
    ['different locks', claim('node', 'exclusive', 'a'), claim('node', 'exclusive', 'b'), false],
    ['different levels', claim('node', 'exclusive', 'a'), claim('node-res', 'exclusive', 'a'), false],
    ['the whole set and one of it', claim('node', 'shared', LOCKSET_NAME), claim('node', 'exclusive', 'a'), true],
    ['the set, both shared', claim('node', 'shared', LOCKSET_NAME), claim('node', 'shared', 'a'), false],
    ['nothing and the set', claim('node', 'exclusive'), claim('node', 'exclusive', LOCKSET_NAME), false],
  ];
  for (const [what, a, b, expected] of cases) {
    it(`says ${String(expected)} for ${what}, whichever comes first`, () => {
      assert.equal(claimsConflict(a, b), expected);
      assert.equal(claimsConflict(b, a), expected);
    });
  }
});

describe('LockAllocation', () => {
  it('names who stands in the way of an exclusive claim', () => {
    const locks = new LockAllocation();
    locks.grant('1', claim('node', 'shared', 'a', 'b'));
    locks.grant('2', claim('node', 'shared', 'a'));
    assert.deepEqual([...locks.blockers('3', claim('node', 'exclusive', 'a'))].sort(), ['1', '2']);
    assert.deepEqual([...locks.blockers('3', claim('node', 'shared', 'a'))], []);
  });

  it('lets a held set of a level block each of its locks, and each lock the set', () => {
    const locks = new LockAllocation();
    locks.grant('1', claim('instance', 'shared', LOCKSET_NAME));
    assert.deepEqual([...locks.blockers('2', claim('instance', 'exclusive', 'web'))], ['1']);
    assert.deepEqual([...locks.blockers('2', claim('instance', 'shared', 'web'))], []);
    locks.grant('3', claim('instance', 'shared', 'web'));
    assert.deepEqual([...locks.blockers('2', claim('instance', 'exclusive', LOCKSET_NAME))].sort(), ['1', '3']);
  });

  it('refuses a level that comes before one that is held, or the same again', () => {
    const locks = new LockAllocation();
    locks.grant('1', claim('node', 'shared', 'a'));
    assert.throws(() => {
      locks.grant('1', claim('instance', 'shared', 'i'));
    }, /order violation/i);
    assert.throws(() => {
      locks.grant('1', claim('node', 'shared', 'b'));
    }, /order violation/i);
    locks.grant('1', claim('node-res', 'shared', 'a'));
  });

  it('refuses to grant what is not free', () => {
    const locks = new LockAllocation();
    locks.grant('1', claim('node', 'exclusive', 'a'));
    assert.throws(() => {
      locks.grant('2', claim('node', 'shared', 'a'));
    }, /not free/);
    assert.equal(locks.held('2', 'node').size, 0);
  });

  it('frees single locks and keeps the rest', () => {
    const locks = new LockAllocation();
    locks.grant('1', claim('node', 'exclusive', 'a', 'b'));
    locks.release('1', 'node', ['a', 'unknown']);
    assert.deepEqual([...locks.held('1', 'node').keys()], ['b']);
    assert.equal(locks.blockers('2', claim('node', 'exclusive', 'a')).size, 0);
  });

  it('lets others share after a downgrade', () => {
    const locks = new LockAllocation();
    locks.grant('1', claim('node', 'exclusive', 'a', 'b'));
    locks.downgrade('1', 'node', ['a']);
    assert.equal(locks.blockers('2', claim('node', 'shared', 'a')).size, 0);
    assert.deepEqual([...locks.blockers('2', claim('node', 'exclusive', 'a'))], ['1']);
    assert.deepEqual([...locks.blockers('2', claim('node', 'shared', 'b'))], ['1']);
  });

  it('lists what is held in lock order, the set of a level first', () => {
    const locks = new LockAllocation();
    locks.grant('1', claim('cluster', 'shared', 'BGL'));
    locks.grant('2', claim('node', 'shared', 'b', LOCKSET_NAME));
    locks.grant('1', claim('instance', 'exclusive', 'web'));
    const listed = [...locks.entries()].map((e) => `${e.level}/${e.name} ${e.mode} ${e.owners.join()}`);
    assert.deepEqual(listed, [
      'cluster/BGL shared 1',
      'instance/web exclusive 1',
      'node/[lockset] shared 2',
      'node/b shared 2',
    ]);
  });
});
