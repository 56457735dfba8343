import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { LOCK_LEVELS, LOCKSET_NAME, type LockLevel } from '@gnt/constants';
import { claimsConflict, type LockClaim, type LockMode } from '../../../../../lib/masterd/locking/allocation.js';
import { LockWaiting, type LockGrant } from '../../../../../lib/masterd/locking/waiting.js';

function claim(level: LockLevel, mode: LockMode, ...names: string[]): LockClaim {
  return { level, mode, names: new Set(names) };
}
const owners = (grants: readonly LockGrant[]): string[] => grants.map((g) => g.owner);

describe('LockWaiting', () => {
  it('does not let a shared request overtake an exclusive one that waits', () => {
    const state = new LockWaiting();
    assert.deepEqual(owners(state.request({ owner: '1', claim: claim('node', 'shared', 'a'), priority: 0 })), ['1']);
    assert.deepEqual(owners(state.request({ owner: '2', claim: claim('node', 'exclusive', 'a'), priority: 0 })), []);
    assert.deepEqual(owners(state.request({ owner: '3', claim: claim('node', 'shared', 'a'), priority: 0 })), []);
    assert.deepEqual(owners(state.release('1', 'node')), ['2']);
    assert.deepEqual(owners(state.release('2', 'node')), ['3']);
  });

  it('serves a better priority first', () => {
    const state = new LockWaiting();
    state.request({ owner: '1', claim: claim('node', 'exclusive', 'a'), priority: 0 });
    state.request({ owner: '2', claim: claim('node', 'exclusive', 'a'), priority: 0 });
    state.request({ owner: '3', claim: claim('node', 'exclusive', 'a'), priority: -10 });
    assert.deepEqual(owners(state.release('1', 'node')), ['3']);
  });

  it('moves a waiting request to its new priority', () => {
    const state = new LockWaiting();
    for (const owner of ['1', '2', '3']) state.request({ owner, claim: claim('node', 'exclusive', 'a'), priority: 0 });
    state.setPriority('3', -5);
    assert.deepEqual(owners(state.release('1', 'node')), ['3']);
  });

  it('serves those behind a request that is given up', () => {
    const state = new LockWaiting();
    state.request({ owner: '1', claim: claim('node', 'shared', 'a'), priority: 0 });
    state.request({ owner: '2', claim: claim('node', 'exclusive', 'a'), priority: 0 });
    state.request({ owner: '3', claim: claim('node', 'shared', 'a'), priority: 0 });
    assert.deepEqual(owners(state.cancel('2')), ['3']);
  });

  it('takes what is free, opportunistically, once enough is', () => {
    const state = new LockWaiting();
    state.request({ owner: '1', claim: claim('node', 'exclusive', 'a', 'b'), priority: 0 });
    const [some] = state.request({
      owner: '2',
      claim: claim('node', 'exclusive', 'a', 'b', 'c'),
      priority: 0,
      minimum: 1,
    });
    assert.deepEqual(some, { owner: '2', names: ['c'] });
    assert.deepEqual(
      state.request({ owner: '3', claim: claim('node', 'exclusive', 'a', 'c'), priority: 0, minimum: 1 }),
      [],
    );
    assert.deepEqual(state.release('1', 'node'), [{ owner: '3', names: ['a'] }]);
  });

  it('refuses a second request while the first one waits', () => {
    const state = new LockWaiting();
    state.request({ owner: '1', claim: claim('node', 'exclusive', 'a'), priority: 0 });
    state.request({ owner: '2', claim: claim('node', 'exclusive', 'a'), priority: 0 });
    assert.throws(() => state.request({ owner: '2', claim: claim('network', 'shared', 'n'), priority: 0 }), /waits/);
  });
});

const NAMES = ['a', 'b', 'c', LOCKSET_NAME];
interface Step {
  readonly level: LockLevel;
  readonly names: readonly string[];
  readonly mode: LockMode;
  readonly minimum: boolean;
}
const step = fc.record({
  names: fc.subarray(NAMES, { minLength: 1 }),
  mode: fc.constantFrom<LockMode>('shared', 'exclusive'),
  minimum: fc.boolean(),
});
/** An owner's life: its levels in order, what it wants at each, and whether it downgrades or gives up on the way. */
const life = fc.record({
  priority: fc.integer({ min: -2, max: 2 }),
  levels: fc.subarray([...LOCK_LEVELS], { minLength: 1 }),
  steps: fc.array(step, { minLength: LOCK_LEVELS.length, maxLength: LOCK_LEVELS.length }),
});

interface Actor {
  readonly owner: string;
  readonly priority: number;
  readonly todo: Step[];
  held: { claim: LockClaim; names: ReadonlySet<string> }[];
  state: 'ready' | 'waiting' | 'done';
}

/** Runs the lives interleaved as `picks` says; checks safety at each step and returns how they ended. */
function simulate(
  lives: readonly { priority: number; levels: readonly LockLevel[]; steps: readonly Omit<Step, 'level'>[] }[],
  picks: readonly number[],
): Actor[] {
  const state = new LockWaiting();
  const actors = lives.map((l, i): Actor => ({
    owner: String(i),
    priority: l.priority,
    todo: l.levels.map((level, k) => ({ ...l.steps[k]!, level })),
    held: [],
    state: 'ready',
  }));
  const byOwner = new Map(actors.map((a) => [a.owner, a]));
  const apply = (grants: readonly LockGrant[]): void => {
    for (const { owner, names } of grants) {
      const actor = byOwner.get(owner)!;
      const [wanted] = actor.todo.splice(0, 1);
      assert.equal(actor.state === 'waiting' || actor.state === 'ready', true);
      actor.held.push({ claim: { ...wanted!, names: new Set(names) }, names: new Set(names) });
      actor.state = 'ready';
      checkSafety(actors);
    }
  };
  const act = (actor: Actor): void => {
    const next = actor.todo[0];
    if (next === undefined) {
      actor.state = 'done';
      actor.held = [];
      for (const level of LOCK_LEVELS.toReversed()) apply(state.release(actor.owner, level));
      return;
    }
    actor.state = 'waiting';
    const wanted = { level: next.level, mode: next.mode, names: new Set(next.names) };
    apply(
      state.request({
        owner: actor.owner,
        claim: wanted,
        priority: actor.priority,
        ...(next.minimum ? { minimum: 1 } : {}),
      }),
    );
  };
  for (const pick of picks) {
    const ready = actors.filter((a) => a.state === 'ready');
    if (ready.length > 0) act(ready[pick % ready.length]!);
  }
  // Whoever can go on goes on: with no deadlock and no lost wake-up, all come to their end.
  for (let ready = actors.find((a) => a.state === 'ready'); ready; ready = actors.find((a) => a.state === 'ready'))
    act(ready);
  if (actors.every((a) => a.state === 'done')) assert.deepEqual([...state.allocation.entries()], []);
  return actors;
}

function checkSafety(actors: readonly Actor[]): void {
  for (const [i, a] of actors.entries()) {
    for (const b of actors.slice(i + 1)) {
      for (const x of a.held) {
        for (const y of b.held)
          assert.equal(claimsConflict(x.claim, y.claim), false, `jobs ${a.owner} and ${b.owner} both own`);
      }
    }
  }
}

describe('LockWaiting, whatever jobs do in whatever order', () => {
  it('never gives a lock to two owners that exclude each other, and everybody gets to their end', () => {
    fc.assert(
      fc.property(
        fc.array(life, { minLength: 2, maxLength: 6 }),
        fc.array(fc.nat(50), { maxLength: 60 }),
        (lives, picks) => {
          const actors = simulate(lives, picks);
          assert.ok(
            actors.every((a) => a.state === 'done'),
            'no deadlock, no lost wake-up',
          );
        },
      ),
      { numRuns: 400 },
    );
  });

  it('serves conflicting requests of one priority in the order in which they came', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom<LockMode>('shared', 'exclusive'), { minLength: 2, maxLength: 12 }),
        (modes) => {
          const state = new LockWaiting();
          const served: number[] = [];
          const take = (grants: readonly LockGrant[]): void => {
            served.push(...owners(grants).map(Number));
          };
          for (const [i, mode] of modes.entries())
            take(state.request({ owner: String(i), claim: claim('node', mode, 'a'), priority: 0 }));
          for (let i = 0; i < modes.length; i++) take(state.release(String(served[i]!), 'node'));
          assert.deepEqual(
            served,
            modes.map((_, i) => i),
          );
        },
      ),
    );
  });
});
