import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { anyClass, configDataClass, objectText } from '@gnt/objects';
import { fillOpcode } from '@gnt/opcodes';
import type { Random } from '../../../../../lib/common/random.js';
import { silentLogger } from '../../../../../lib/common/log.js';
import { FileConfigStore } from '../../../../../lib/config/store.js';
import {
  LogicalUnit,
  type LockNeeds,
  type LogicalUnitClass,
  type LuContext,
} from '../../../../../lib/masterd/cmdlib/base.js';
import { JobKilled } from '../../../../../lib/masterd/jqueue/errors.js';
import { LockManager } from '../../../../../lib/masterd/locking/manager.js';
import { LOCK_ATTEMPTS, LockPatience } from '../../../../../lib/masterd/mcpu/patience.js';
import { Processor } from '../../../../../lib/masterd/mcpu/processor.js';
import { CountingRandom, MemoryFiles } from '../../../../support/config-data.js';
import { FakeRpc } from '../../../../support/fake-rpc.js';
import { labConfig } from '../../../../support/lab-config.js';
import { ManualClock, settle } from '../../../../support/manual-clock.js';

const never = new AbortController().signal;
/** Neither more nor less than what the table says. */
const MIDDLE: Random = { uuid: () => 'uuid', bytes: (count) => Buffer.alloc(count, 0x80) };

describe('LockPatience', () => {
  it('waits 5 s at first, at most 75 s at a time, and half an hour in all', () => {
    assert.equal(LOCK_ATTEMPTS[0], 5);
    assert.ok(LOCK_ATTEMPTS.every((seconds, i) => i === 0 || seconds >= LOCK_ATTEMPTS[i - 1]!));
    assert.equal(LOCK_ATTEMPTS.at(-1), 75);
    const sum = LOCK_ATTEMPTS.reduce((a, b) => a + b);
    assert.ok(sum >= 1800 && sum < 1875, `${sum} s`);
  });

  it('gives what is left of an attempt to the locks of the next level', () => {
    const patience = new LockPatience(MIDDLE, { priority: 0, raisePriority: () => undefined });
    const whole = patience.left;
    assert.ok(Math.abs(whole - 5000) < 50);
    patience.spend(3000);
    assert.equal(patience.left, whole - 3000);
    patience.lose();
    assert.ok(patience.left > whole);
  });

  it('makes the opcode more urgent when all attempts were in vain, and waits for ever when that is not possible', () => {
    const op = { priority: -19, raisePriority: () => void (op.priority -= 1) };
    const patience = new LockPatience(MIDDLE, op);
    for (const _ of LOCK_ATTEMPTS) patience.lose();
    assert.equal(op.priority, -20);
    assert.ok(patience.left < 6000, 'begins anew');
    for (const _ of LOCK_ATTEMPTS) patience.lose();
    assert.equal(op.priority, -20);
    assert.equal(patience.left, Infinity);
  });
});

/** What the unit of a job does; by the job's number. */
interface Script {
  readonly needs: LockNeeds;
  readonly exec?: (context: LuContext) => Promise<unknown>;
}
const scripts = new Map<number, Script>();

class Probe extends LogicalUnit<'OP_TEST_DELAY', null> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;
  expandNames(): LockNeeds {
    return scripts.get(this.ctx.jobId)?.needs ?? {};
  }
  async checkPrereq(): Promise<null> {
    return null;
  }
  async exec(): Promise<unknown> {
    await scripts.get(this.ctx.jobId)?.exec?.(this.ctx);
    return null;
  }
}

/** A job under the processor, with what becomes of it. */
interface Run {
  readonly abort: AbortController;
  readonly lines: string[];
  priority: number;
  started: boolean;
  outcome: string;
}

describe('Processor: waiting for locks', () => {
  let clock: ManualClock;
  let locks: LockManager;
  let rpc: FakeRpc;
  let processor: Processor;
  let store: FileConfigStore;

  beforeEach(async () => {
    clock = new ManualClock();
    locks = new LockManager();
    rpc = new FakeRpc();
    const files = new MemoryFiles();
    files.contents.set('config.data', objectText(anyClass(configDataClass))(labConfig()));
    const common = { clock, random: new CountingRandom(), log: silentLogger };
    store = await FileConfigStore.open({ ...common, files, path: 'config.data', distribute: async () => undefined });
    processor = new Processor({
      ...common,
      units: () => Probe as unknown as LogicalUnitClass,
      cfg: store,
      rpc,
      locks,
      random: MIDDLE,
      services: () => undefined as never,
      submit: async () => [],
    });
  });

  function start(jobId: number, script: Script): Run {
    scripts.set(jobId, script);
    const run: Run = { abort: new AbortController(), lines: [], priority: 0, started: false, outcome: 'under way' };
    void processor
      .execute(fillOpcode({ OP_ID: 'OP_TEST_DELAY', duration: 1 }), {
        jobId,
        index: 0,
        signal: run.abort.signal,
        get priority() {
          return run.priority;
        },
        raisePriority: () => void (run.priority -= 1),
        started: async () => void (run.started = true),
        retrying: async () => undefined,
        feedback: (_kind, value) => void run.lines.push(String(value)),
      })
      .then(
        () => (run.outcome = 'done'),
        (error: unknown) => (run.outcome = (error as Error).name),
      );
    return run;
  }
  const exclusive = (name: string) => ({ names: [name], shared: false });
  const holdNode1 = (): Promise<readonly string[]> =>
    locks.acquire('7', { level: 'node', names: new Set(['node1']), mode: 'exclusive' }, { priority: 0, signal: never });

  it('lets go of what it has when it waited too long, says why, and tries again', async () => {
    await holdNode1();
    const waits = start(8, { needs: { instance: exclusive('web'), node: exclusive('node1') } });
    await settle();
    const other = start(9, { needs: { instance: exclusive('web') } });
    await clock.advance(4000);
    assert.deepEqual([waits.started, other.started, waits.lines], [false, false, []]);
    await clock.advance(1100);
    assert.equal(other.outcome, 'done');
    assert.deepEqual(waits.lines, [' - INFO: Waiting for exclusive node lock node1.example.com: held by job 7']);
    assert.equal(waits.started, false);
    locks.releaseAll('7');
    await settle();
    assert.equal(waits.outcome, 'done');
    assert.deepEqual(locks.report(), []);
  });

  it('says it once as long as nothing changes', async () => {
    await holdNode1();
    const waits = start(8, { needs: { node: exclusive('node1') } });
    await clock.advance(60_000);
    assert.equal(waits.lines.length, 1);
    waits.abort.abort(new JobKilled());
    await settle();
    assert.equal(waits.outcome, 'JobKilled');
    assert.deepEqual(
      locks.report().map(({ name }) => name),
      ['node/node1'],
    );
  });

  it('becomes more urgent after half an hour', async () => {
    await holdNode1();
    const waits = start(8, { needs: { node: exclusive('node1') } });
    await clock.advance(1_700_000);
    assert.equal(waits.priority, 0);
    await clock.advance(200_000);
    assert.equal(waits.priority, -1);
    locks.releaseAll('7');
    await settle();
    assert.equal(waits.outcome, 'done');
  });

  it('keeps its place in line while it holds nothing', async () => {
    await locks.acquire(
      '7',
      { level: 'cluster', names: new Set(['BGL']), mode: 'exclusive' },
      { priority: 0, signal: never },
    );
    const first = start(8, { needs: {} });
    await clock.advance(20_000);
    assert.deepEqual(locks.waitOf('8')?.holders, ['7']);
    assert.equal(first.lines.length, 1);
    locks.releaseAll('7');
    await settle();
    assert.equal(first.outcome, 'done');
  });

  it('ends a killed job at its next effect: nothing is changed or undone, its locks are free', async () => {
    const effects: string[] = [];
    const killed = start(8, {
      needs: { node: exclusive('node1') },
      exec: async ({ cfg, undo, clock: time }) => {
        await undo.step(
          'made',
          async () => effects.push('made'),
          async () => effects.push('undone'),
        );
        await time.sleep(1000).catch(() => undefined);
        await cfg.update((draft) => {
          draft.cluster.tags = ['changed'];
        });
        effects.push('changed');
      },
    });
    await settle();
    killed.abort.abort(new JobKilled());
    await settle();
    assert.equal(killed.outcome, 'JobKilled');
    assert.deepEqual(effects, ['made']);
    assert.deepEqual(store.snapshot.cluster.tags, []);
    assert.deepEqual(locks.report(), []);
  });

  it('ends a killed job whose node does not answer', async () => {
    rpc.many = () => new Promise(() => undefined);
    const killed = start(8, {
      needs: {},
      exec: ({ rpc: nodes }) => nodes.many(['node1'], 'version', {}),
    });
    await settle();
    assert.equal(killed.outcome, 'under way');
    killed.abort.abort(new JobKilled());
    await settle();
    assert.equal(killed.outcome, 'JobKilled');
  });
});
