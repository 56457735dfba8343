import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { anyClass, configDataClass, objectText } from '@gnt/objects';
import { fillOpcode } from '@gnt/opcodes';
import { ECODE_STATE, ECODE_TEMP_NORES, OpExecError, OpPrereqError } from '@gnt/protocol';
import { silentLogger } from '../../../../../lib/common/log.js';
import { FileConfigStore } from '../../../../../lib/config/store.js';
import {
  ALL_SET,
  LogicalUnit,
  ResultWithJobs,
  type LockNeed,
  type LockNeeds,
  type LogicalUnitClass,
} from '../../../../../lib/masterd/cmdlib/base.js';
import type { OpInput } from '../../../../../lib/masterd/jqueue/job.js';
import { LockManager } from '../../../../../lib/masterd/locking/manager.js';
import { Processor } from '../../../../../lib/masterd/mcpu/processor.js';
import { CountingRandom, MemoryFiles } from '../../../../support/config-data.js';
import { FakeRpc } from '../../../../support/fake-rpc.js';
import { labConfig } from '../../../../support/lab-config.js';
import { ManualClock, settle } from '../../../../support/manual-clock.js';

/** What the unit under test does in each phase; every phase leaves its name in `trace`. */
interface Script {
  readonly needs?: LockNeeds;
  readonly declare?: Partial<Record<string, LockNeed>>;
  readonly prereq?: (unit: Probe) => unknown;
  readonly exec?: (unit: Probe) => unknown;
  readonly retry?: OpInput;
  readonly dryRun?: unknown;
  readonly hooks?: boolean;
  readonly alone?: boolean;
}

class Probe extends LogicalUnit<'OP_TEST_DELAY', string> {
  static hooksPath: string | null = null;
  static hooksType: 'CLUSTER' | null = null;
  static requiresBgl = false;
  static script: Script = {};
  static trace: string[] = [];
  get trace(): string[] {
    return Probe.trace;
  }
  get context(): Probe['ctx'] {
    return this.ctx;
  }
  override checkArguments(): void {
    this.trace.push('checkArguments');
  }
  expandNames(): LockNeeds {
    this.trace.push('expandNames');
    return Probe.script.needs ?? {};
  }
  override declareLocks(level: string): LockNeed | undefined {
    this.trace.push(`declareLocks ${level}`);
    return Probe.script.declare?.[level];
  }
  async checkPrereq(): Promise<string> {
    this.trace.push('checkPrereq');
    await Probe.script.prereq?.(this);
    return 'found';
  }
  override hooksEnv(prereq: string): Record<string, string> {
    return { WHAT: prereq, SERIAL: String(this.ctx.cfg.snapshot.cluster.serial_no) };
  }
  override hooksNodes(): { pre: string[]; post: string[] } {
    return { pre: ['node1', 'node2'], post: ['node1'] };
  }
  async exec(prereq: string): Promise<unknown> {
    this.trace.push(`exec ${prereq}`);
    return (await Probe.script.exec?.(this)) ?? null;
  }
  override dryRunResult(): unknown {
    return Probe.script.dryRun ?? null;
  }
  override retryWith(): never {
    return Probe.script.retry as never;
  }
  override hooksDone(phase: 'pre' | 'post', _results: unknown, result: unknown): unknown {
    this.trace.push(`hooksDone ${phase}`);
    return result;
  }
}

class Bench {
  readonly rpc = new FakeRpc();
  readonly locks = new LockManager();
  readonly lines: string[] = [];
  readonly submitted: (readonly OpInput[])[] = [];
  readonly trace: string[] = [];
  readonly abort = new AbortController();
  /** How far changes reach. */
  durability: 'replicated' | 'degraded' = 'replicated';
  readonly #processor: Processor;
  #job = 0;

  readonly cfg: FileConfigStore;

  private constructor(cfg: FileConfigStore, script: Script) {
    this.cfg = cfg;
    Probe.script = script;
    Probe.trace = this.trace;
    Probe.requiresBgl = script.alone ?? false;
    Probe.hooksPath = script.hooks === true ? 'probe' : null;
    Probe.hooksType = script.hooks === true ? 'CLUSTER' : null;
    this.#processor = new Processor({
      units: (id) => (id === 'OP_TEST_DELAY' ? (Probe as unknown as LogicalUnitClass) : undefined),
      cfg,
      rpc: this.rpc,
      locks: this.locks,
      clock: new ManualClock(),
      random: new CountingRandom(),
      log: silentLogger,
      services: () => undefined as never,
      submit: async (jobs) => {
        this.submitted.push(...jobs);
        return jobs.map((_, i) => [true, 100 + i]);
      },
      durability: () => this.durability,
    });
  }

  static async open(script: Script): Promise<Bench> {
    const files = new MemoryFiles();
    files.contents.set('config.data', objectText(anyClass(configDataClass))(labConfig()));
    const options = {
      files,
      path: 'config.data',
      clock: new ManualClock(),
      random: new CountingRandom(),
      log: silentLogger,
    };
    return new Bench(await FileConfigStore.open({ ...options, distribute: async () => undefined }), script);
  }

  run(more: OpInput = {}): Promise<unknown> {
    this.#job += 1;
    const op = fillOpcode({ OP_ID: 'OP_TEST_DELAY', duration: 1, reason: [['gnt:user', 'why', 1]], ...more });
    return this.#processor.execute(op, {
      jobId: this.#job,
      index: 0,
      signal: this.abort.signal,
      priority: 0,
      started: async () => void this.trace.push('started'),
      raisePriority: () => undefined,
      retrying: async () => void this.trace.push('retrying'),
      feedback: (kind, value) =>
        void this.lines.push(kind === 'message' ? String(value) : `${kind}: ${JSON.stringify(value)}`),
    });
  }
}

describe('Processor: phases', () => {
  it('drives a unit through its phases in order', async () => {
    const bench = await Bench.open({ hooks: true });
    assert.equal(await bench.run(), null);
    const phases = [
      'checkArguments',
      'expandNames',
      'started',
      'checkPrereq',
      'hooksDone pre',
      'exec found',
      'hooksDone post',
    ];
    assert.deepEqual(bench.trace, phases);
  });

  it('ends a dry run before exec, with the result for it', async () => {
    const bench = await Bench.open({ hooks: true, dryRun: 'would do' });
    assert.equal(await bench.run({ dry_run: true }), 'would do');
    assert.ok(!bench.trace.includes('exec found'));
    assert.deepEqual(bench.lines, [' - INFO: a dry run: checked, and nothing done']);
  });

  it('refuses an opcode without a unit, and a result that the opcode does not allow', async () => {
    const bench = await Bench.open({ exec: () => 'not null' });
    await assert.rejects(bench.run(), { name: 'OpResultError', message: /not null/ });
    const processor = new Processor({ units: () => undefined } as never);
    await assert.rejects(processor.execute({ OP_ID: 'OP_NODE_ADD' }, {} as never), { name: 'OpCodeUnknown' });
  });

  it('refuses a job whose secret parameters were left behind on disk', async () => {
    const processor = new Processor({ units: () => Probe } as never);
    const op = { OP_ID: 'OP_INSTANCE_CREATE', osparams_secret: { a: '<redacted>' } };
    await assert.rejects(processor.execute(op, {} as never), /re-submit secret parameters/);
  });

  it('undoes in reverse order what a failed exec did, and says what could not be undone', async () => {
    const done: string[] = [];
    const bench = await Bench.open({
      exec: async ({ context }) => {
        await context.undo.step(
          'first',
          async () => 1,
          async () => void done.push('back first'),
        );
        await context.undo.step(
          'second',
          async () => 2,
          () => Promise.reject(new Error('stuck')),
        );
        throw new OpExecError('broken');
      },
    });
    await assert.rejects(bench.run(), /broken/);
    assert.deepEqual(done, ['back first']);
    assert.deepEqual(bench.lines, [" - WARNING: Could not undo 'second': stuck"]);
  });

  it('writes feedback in the shapes that clients show', async () => {
    const bench = await Bench.open({
      exec: ({ context: { feedback } }) => {
        feedback.say('plain');
        feedback.info('hello');
        feedback.warn('careful', 'do this');
        feedback.step(1, 3, 'begin');
        feedback.lines(['a', 'b']);
        feedback.entry('delay-test', '/sock');
      },
    });
    await bench.run();
    assert.deepEqual(bench.lines, [
      'plain',
      ' - INFO: hello',
      ' - WARNING: careful',
      '      Hint: do this',
      'STEP 1/3 begin',
      'message-list: ["a","b"]',
      'delay-test: "/sock"',
    ]);
  });

  it('submits follow-up jobs with the priority, comment and reasons of the parent', async () => {
    const child = { OP_ID: 'OP_TEST_DELAY', duration: 2 };
    const bench = await Bench.open({ exec: () => new ResultWithJobs([[child]], { more: 1 }) });
    await assert.rejects(bench.run({ priority: -10 }), { name: 'OpResultError', message: /"jobs":\[\[true,100\]\]/ });
    assert.deepEqual(bench.submitted, [
      [
        {
          ...child,
          debug_level: null,
          priority: -10,
          comment: 'Submitted by OP_TEST_DELAY',
          reason: [['gnt:user', 'why', 1]],
        },
      ],
    ]);
  });
});

describe('Processor: locks', () => {
  const all: LockNeed = { names: ALL_SET, shared: false };

  it('holds the big lock shared and each level as declared, and frees all in the end', async () => {
    let held: string[] = [];
    const bench = await Bench.open({
      needs: { node: 'later', instance: { names: ['web'], shared: false }, network: { names: [], shared: true } },
      declare: { node: { names: ['node2', 'node1'], shared: true } },
      prereq: ({ context }) => {
        held = bench.locks.report().map((l) => `${l.name} ${String(l.mode)}`);
        assert.deepEqual(context.locks.list('node'), ['node1', 'node2']);
        assert.equal(context.locks.owns('instance', 'web'), true);
        assert.equal(context.locks.owns('instance', 'db'), false);
      },
    });
    await bench.run();
    assert.deepEqual(held, ['cluster/BGL shared', 'instance/web exclusive', 'node/node1 shared', 'node/node2 shared']);
    assert.deepEqual(bench.locks.report(), []);
    assert.deepEqual(bench.trace.slice(0, 4), ['checkArguments', 'expandNames', 'declareLocks node', 'started']);
  });

  it('takes a whole level as one lock and shows the names there are', async () => {
    const bench = await Bench.open({
      needs: { node: all },
      prereq: ({ context }) => {
        assert.equal(bench.locks.report().at(-1)?.name, 'node/[lockset]');
        assert.deepEqual(context.locks.list('node'), ['node1', 'node2', 'node3']);
        assert.equal(context.locks.owns('node', 'node2'), true);
      },
    });
    await bench.run();
  });

  it('runs a unit that needs the big lock alone', async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const bench = await Bench.open({ alone: true, exec: () => gate });
    const first = bench.run();
    const second = bench.run();
    await settle();
    assert.equal(bench.trace.filter((t) => t.startsWith('exec')).length, 1);
    open();
    await Promise.all([first, second]);
    assert.equal(bench.trace.filter((t) => t.startsWith('exec')).length, 2);
  });

  it('takes what is free when a unit asks opportunistically', async () => {
    let got: readonly string[] = [];
    const bench = await Bench.open({
      needs: { node: { ...all, opportunistic: { minimum: 1 } } },
      prereq: ({ context }) => {
        got = context.locks.list('node');
      },
    });
    await bench.locks.acquire(
      'other',
      { level: 'node', mode: 'exclusive', names: new Set(['node2']) },
      { priority: 0, signal: bench.abort.signal },
    );
    await bench.run();
    assert.deepEqual(got, ['node1', 'node3']);
  });

  it('gives up waiting when the job is cancelled, and holds nothing then', async () => {
    const bench = await Bench.open({ needs: { node: all } });
    const { signal } = new AbortController();
    await bench.locks.acquire(
      'other',
      { level: 'node', mode: 'exclusive', names: new Set(['node2']) },
      { priority: 0, signal },
    );
    const running = bench.run();
    await settle();
    bench.abort.abort(new Error('cancelled'));
    await assert.rejects(running, /cancelled/);
    assert.deepEqual(
      bench.locks.report().map((l) => l.name),
      ['node/node2'],
    );
  });

  it('releases and downgrades early on request', async () => {
    const bench = await Bench.open({
      needs: { node: { names: ['node1', 'node2'], shared: false } },
      exec: async ({ context }) => {
        await context.locks.release('node', ['node1']);
        await context.locks.downgrade('node');
        assert.deepEqual(
          bench.locks
            .report()
            .slice(1)
            .map((l) => `${l.name} ${String(l.mode)}`),
          ['node/node2 shared'],
        );
      },
    });
    await bench.run();
  });

  it('frees locks and reservations when a phase fails', async () => {
    const bench = await Bench.open({
      needs: { node: all },
      prereq: ({ context }) => {
        context.cfg.reservations.reserveInstanceName(context.owner, 'web.example.com');
        throw new OpPrereqError('no', ECODE_STATE);
      },
    });
    await assert.rejects(bench.run(), /no/);
    assert.deepEqual(bench.locks.report(), []);
    bench.cfg.reservations.reserveInstanceName('77', 'web.example.com');
  });

  it('tries again as the unit says when resources were short for the moment', async () => {
    const retry = fillOpcode({ OP_ID: 'OP_TEST_DELAY', duration: 9, reason: [] }) as unknown as OpInput;
    let tries = 0;
    const bench = await Bench.open({
      retry,
      prereq: () => {
        tries += 1;
        if (tries === 1) throw new OpPrereqError('later', ECODE_TEMP_NORES);
      },
    });
    assert.equal(await bench.run(), null);
    assert.deepEqual(
      bench.trace.filter((t) => t === 'retrying' || t === 'started'),
      ['started', 'retrying', 'started'],
    );
  });
});

describe('Processor: hooks', () => {
  const outcome = (script: string, code: number, output: string): [string, number, string] => [script, code, output];
  const hooksOf = (bench: Bench): string[] =>
    bench.rpc
      .argsOf('hooks_runner')
      .map(
        ({ hpath, phase, env }) =>
          `${hpath} ${phase} ${String(env['GANETI_SERIAL'])} ${String(env['GANETI_POST_SERIAL'])}`,
      );

  it('runs them on the nodes the unit names, with its variables before and after', async () => {
    const bench = await Bench.open({
      hooks: true,
      exec: ({ context }) =>
        context.cfg.update((c) => {
          c.cluster.tags.push('t');
        }),
    });
    const serial = bench.cfg.snapshot.cluster.serial_no;
    await bench.run();
    assert.deepEqual(hooksOf(bench), [
      `probe pre ${serial} undefined`,
      `probe pre ${serial} undefined`,
      `probe post ${serial} ${serial + 1}`,
      `config-update post ${serial} undefined`,
    ]);
    const nodes = bench.rpc.calls.filter((c) => c.call === 'hooks_runner').map((c) => c.node);
    assert.deepEqual(nodes, ['node1', 'node2', 'node1', 'node1']);
  });

  it('gives the environment of the original', async () => {
    const bench = await Bench.open({ hooks: true });
    await bench.run();
    const { cluster, nodes } = bench.cfg.snapshot;
    assert.deepEqual(bench.rpc.argsOf('hooks_runner')[0]!.env, {
      PATH: '/sbin:/bin:/usr/sbin:/usr/bin',
      GANETI_HOOKS_VERSION: '2',
      GANETI_OP_CODE: 'OP_TEST_DELAY',
      GANETI_DATA_DIR: '/var/lib/ganeti',
      GANETI_HOOKS_PHASE: 'pre',
      GANETI_HOOKS_PATH: 'probe',
      GANETI_OBJECT_TYPE: 'CLUSTER',
      GANETI_CLUSTER: cluster.cluster_name,
      GANETI_MASTER: nodes[cluster.master_node]!.name,
      GANETI_WHAT: 'found',
      GANETI_SERIAL: String(cluster.serial_no),
    });
  });

  it('does not execute when a hook before fails, and names node, script and output', async () => {
    const bench = await Bench.open({ hooks: true });
    bench.rpc.answer('hooks_runner', (node) => [
      outcome('probe-pre.d/10check', node === 'node2' ? 1 : 2, `said ${node}`),
    ]);
    await assert.rejects(bench.run(), { name: 'HooksAbort', args: [[['node2', 'probe-pre.d/10check', 'said node2']]] });
    assert.ok(!bench.trace.includes('exec found'));
  });

  it('only warns when a hook after fails, or a node does not answer', async () => {
    const bench = await Bench.open({ hooks: true });
    bench.rpc.answer('hooks_runner', (_node, { phase }) => [outcome('probe.d/1', phase === 'post' ? 1 : 0, '')]);
    bench.rpc.fail('hooks_runner', 'no route', 'node2');
    assert.equal(await bench.run(), null);
    assert.deepEqual(bench.lines, [
      ' - WARNING: Communication failure to node node2: no route',
      ' - WARNING: On node1 script probe.d/1 failed, output: (no output)',
    ]);
  });

  it('says in the log when too few candidates have what an opcode changed', async () => {
    for (const durability of ['replicated', 'degraded'] as const) {
      const bench = await Bench.open({
        exec: async ({ context }) => {
          await context.cfg.update((c) => void c.cluster.tags.push(durability));
        },
      });
      bench.durability = durability;
      await bench.run();
      const warned = bench.lines.some((line) => line.includes('WARNING: Too few master candidates'));
      assert.equal(warned, durability === 'degraded');
    }
  });

  it('runs the hook of a changed configuration even when exec fails afterwards', async () => {
    const bench = await Bench.open({
      exec: async ({ context }) => {
        await context.cfg.update((c) => {
          c.cluster.tags.push('t');
        });
        throw new OpExecError('broken');
      },
    });
    await assert.rejects(bench.run(), /broken/);
    assert.deepEqual(
      bench.rpc.argsOf('hooks_runner').map((a) => a.hpath),
      ['config-update'],
    );
  });
});
