import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FilterRules, jobFilter, type Rule } from '../../../../../lib/masterd/jqueue/filters.js';
import type { OpInput, QueuedJob } from '../../../../../lib/masterd/jqueue/job.js';
import { candidateOf } from '../../../../../lib/masterd/jqueue/scheduler.js';
import { newJob } from '../../../../../lib/masterd/jqueue/submission.js';
import { settle } from '../../../../support/manual-clock.js';
import { delayOp, QueueBench } from '../../../../support/queue-bench.js';

function job(id: number, ...ops: OpInput[]): QueuedJob {
  return newJob(id, ops.length > 0 ? ops : [delayOp('x')], [0, 0]);
}
function rule(uuid: string, action: Rule['action'], more: Partial<Rule> = {}): Rule {
  return { uuid, action, priority: 0, watermark: 10, predicates: [], ...more };
}
/** Whether a rule with this predicate applies to the job. */
function holds(name: string, filter: unknown, of: QueuedJob): boolean {
  return new FilterRules([rule('a', 'PAUSE', { predicates: [[name, filter]] })]).applyingTo(of) !== undefined;
}
const OP_ADD: OpInput = {
  OP_ID: 'OP_INSTANCE_CREATE',
  instance_name: 'web1',
  pnode: null,
  beparams: { maxmem: 512 },
  tags: ['prod'],
  reason: [['gnt:user', 'maintenance pink bunny', 1234]],
};

describe('job filter predicates', () => {
  it('know the job by its number, also against the watermark', () => {
    assert.ok(holds('jobid', ['=', 'id', 11], job(11)));
    assert.ok(!holds('jobid', ['!=', 'id', 11], job(11)));
    assert.ok(holds('jobid', ['>', 'id', 'watermark'], job(11)));
    assert.ok(!holds('jobid', ['>', 'id', 'watermark'], job(10)));
    assert.ok(holds('jobid', ['<=', 'id', 'watermark'], job(10)));
  });

  it('that make no sense for a job number hold for none, also when they are negated', () => {
    for (const filter of [
      ['=', 'id', 'x'],
      ['=', 'nr', 1],
      ['=~', 'id', '.'],
      ['?', 'id'],
      ['nonsense', 1],
    ]) {
      assert.ok(!holds('jobid', filter, job(11)), JSON.stringify(filter));
      assert.ok(!holds('jobid', ['!', filter], job(11)), `not ${JSON.stringify(filter)}`);
    }
    assert.ok(holds('jobid', ['|', ['=', 'id', 11], ['=', 'nr', 1]], job(11)), 'what decides before that counts');
    assert.ok(!holds('jobid', ['|', ['=', 'nr', 1], ['=', 'id', 11]], job(11)));
  });

  it('look at the opcodes: one that fits is enough, and parameters may be inside others', () => {
    const both = job(1, delayOp('x'), OP_ADD);
    assert.ok(holds('opcode', ['=', 'OP_ID', 'OP_INSTANCE_CREATE'], both));
    assert.ok(!holds('opcode', ['=', 'OP_ID', 'OP_NODE_ADD'], both));
    assert.ok(holds('opcode', ['>=', 'beparams.maxmem', 512], both));
    assert.ok(!holds('opcode', ['>', 'beparams.maxmem', 512], both));
    assert.ok(holds('opcode', ['=[]', 'tags', 'prod'], both));
    assert.ok(holds('opcode', ['=~', 'instance_name', '^web'], both));
    assert.ok(!holds('opcode', ['&', ['=', 'OP_ID', 'OP_TEST_DELAY'], ['=', 'instance_name', 'web1']], both));
  });

  it('about parameters that an opcode lacks do not hold for it, also when they are negated', () => {
    assert.ok(!holds('opcode', ['!', ['=', 'nosuch', 'x']], job(1)));
    assert.ok(!holds('opcode', ['!', ['=', 'pnode', 'x']], job(1, OP_ADD)), 'not set');
    assert.ok(!holds('opcode', ['|', ['=', 'OP_ID', 'OP_TEST_DELAY'], ['=', 'nosuch', 1]], job(1)));
  });

  it('look at the entries of the reason trails', () => {
    const why = job(1, OP_ADD);
    assert.ok(holds('reason', ['=', 'source', 'gnt:user'], why));
    assert.ok(holds('reason', ['=~', 'reason', 'pink bunny'], why));
    assert.ok(holds('reason', ['<', 'timestamp', 1235], why));
    assert.ok(!holds('reason', ['&', ['=', 'source', 'gnt:user'], ['=', 'timestamp', 1]], why));
    assert.ok(!holds('reason', ['=', 'something', ''], why));
  });
});

describe('FilterRules', () => {
  it('takes the first rule by priority, watermark and UUID, and skips CONTINUE', () => {
    const rules = [
      rule('d', 'REJECT', { priority: 1 }),
      rule('c', 'PAUSE', { watermark: 11 }),
      rule('b', 'ACCEPT'),
      rule('a', 'CONTINUE'),
    ];
    const applies = (of: readonly Rule[]): string | undefined => new FilterRules(of).applyingTo(job(1))?.uuid;
    assert.equal(applies(rules), 'b');
    assert.equal(applies(rules.filter(({ uuid }) => uuid !== 'b')), 'c');
    assert.equal(applies([rules[0]!, rules[3]!]), 'd');
    assert.equal(applies([rules[3]!]), undefined);
  });

  it('wants all predicates of a rule to hold', () => {
    const predicates: Rule['predicates'] = [
      ['jobid', ['=', 'id', 1]],
      ['opcode', ['=', 'OP_ID', 'OP_TEST_DELAY']],
    ];
    const rules = new FilterRules([rule('a', 'PAUSE', { predicates })]);
    assert.equal(rules.applyingTo(job(1))?.uuid, 'a');
    assert.equal(rules.applyingTo(job(2)), undefined);
  });

  it('holds paused jobs back and lets no more than n jobs of a rule run', () => {
    const onlyEven: Rule['predicates'] = [['jobid', ['|', ['=', 'id', 2], ['=', 'id', 4], ['=', 'id', 6]]]];
    const admitted = (action: Rule['action'], running: QueuedJob[]): number[] => {
      const admits = new FilterRules([rule('a', action, { predicates: onlyEven })]).admission(running);
      return [3, 4, 5, 6].filter((id) => admits(candidateOf(job(id))));
    };
    assert.deepEqual(admitted('PAUSE', []), [3, 5]);
    assert.deepEqual(admitted(['RATE_LIMIT', 2], []), [3, 4, 5, 6]);
    assert.deepEqual(admitted(['RATE_LIMIT', 2], [job(2)]), [3, 4, 5]);
    assert.deepEqual(admitted(['RATE_LIMIT', 1], [job(2)]), [3, 5]);
  });

  it('names the jobs to be rejected', () => {
    const rules = new FilterRules([rule('a', 'REJECT', { predicates: [['jobid', ['>', 'id', 'watermark']]] })]);
    assert.deepEqual(
      rules.rejected([job(9), job(11), job(12)]).map(({ id }) => id),
      [11, 12],
    );
  });
});

describe('the job filter in the queue', () => {
  /** A queue under rules that may be changed. */
  async function ruled(rules: Record<string, Rule>): Promise<{ bench: QueueBench; set: (next: typeof rules) => void }> {
    let current = rules;
    const bench = await QueueBench.start(undefined, { filter: jobFilter(() => current) });
    return {
      bench,
      set: (next) => {
        current = next;
        bench.queue.reconsider();
      },
    };
  }

  it('cancels rejected jobs with nothing as their result, also those that wait for others', async () => {
    const { bench } = await ruled({
      a: rule('a', 'REJECT', { watermark: 1, predicates: [['jobid', ['>', 'id', 'watermark']]] }),
    });
    const runs = await bench.submit(delayOp('one exec'));
    const waits = await bench.submit(delayOp('two', { depends: [[runs, ['success']]] }));
    assert.deepEqual([bench.status(runs), bench.status(waits)], ['running', 'canceled']);
    assert.deepEqual(
      bench.queue.get(waits)?.ops.map((op) => op.result),
      [null],
    );
    assert.deepEqual(bench.executor.started, ['one']);
  });

  it('keeps paused jobs queued until the rule goes', async () => {
    const { bench, set } = await ruled({ a: rule('a', 'PAUSE') });
    const id = await bench.submit(delayOp('one'));
    assert.equal(bench.status(id), 'queued');
    set({});
    await settle();
    assert.equal(bench.status(id), 'success');
  });

  it('starts the next job of a limited rule when one ends', async () => {
    const { bench } = await ruled({ a: rule('a', ['RATE_LIMIT', 1]) });
    const ids = [await bench.submit(delayOp('one exec')), await bench.submit(delayOp('two'))];
    assert.deepEqual(
      ids.map((id) => bench.status(id)),
      ['running', 'queued'],
    );
    bench.executor.open('exec:one');
    await settle();
    assert.deepEqual(
      ids.map((id) => bench.status(id)),
      ['success', 'success'],
    );
  });

  it('looks at held jobs again when what they waited for is gone, though others came and ran meanwhile', async () => {
    const { bench } = await ruled({ a: rule('a', ['RATE_LIMIT', 1], { predicates: [['jobid', ['<', 'id', 4]]] }) });
    const runs = await bench.submit(delayOp('one exec'));
    const held = await bench.submit(delayOp('two'));
    const waits = await bench.submit(delayOp('three', { depends: [[held, []]] }));
    const free = await bench.submit(delayOp('four'));
    assert.deepEqual(
      [runs, held, waits, free].map((id) => bench.status(id)),
      ['running', 'queued', 'queued', 'success'],
    );
    bench.executor.open('exec:one');
    await settle();
    assert.deepEqual(
      [held, waits].map((id) => bench.status(id)),
      ['success', 'success'],
    );
  });

  it('limits jobs by what their reasons say', async () => {
    const { bench } = await ruled({});
    const limited = (name: string, why: string): OpInput => delayOp(`${name} exec`, { reason: [['gnt:user', why, 1]] });
    const ids = [];
    for (const [name, why] of [
      ['one', 'rate-limit:1:backup'],
      ['two', 'rate-limit:1:backup'],
      ['three', 'rate-limit:2:backup'],
      ['four', 'rate-limit:0:backup'],
    ] as const)
      ids.push(await bench.submit(limited(name, why)));
    assert.deepEqual(
      ids.map((id) => bench.status(id)),
      ['running', 'queued', 'running', 'running'],
    );
  });
});
