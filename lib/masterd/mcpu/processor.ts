import { REDACTED } from '@gnt/constants';
import { definitionOf, isOpId, type OpcodeOf, type OpId } from '@gnt/opcodes';
import { accepts } from '@gnt/ht/validate';
import { ECODE_INVAL, ECODE_TEMP_NORES, ganetiError, OpPrereqError } from '@gnt/protocol';
import type { Clock } from '../../common/clock.js';
import type { Logger } from '../../common/log.js';
import type { Random } from '../../common/random.js';
import { Undo } from '../../common/undo.js';
import type { ConfigStore } from '../../config/interface.js';
import type { Durability } from '../../journal/index.js';
import type { RpcRunner } from '../../rpc/interface.js';
import {
  ResultWithJobs,
  type LogicalUnit,
  type LogicalUnitClass,
  type LuContext,
  type MasterServices,
} from '../cmdlib/base.js';
import { HooksMaster } from '../hooks/hooks-master.js';
import type { OpcodeExecutor, OpcodeRun } from '../jqueue/interface.js';
import type { OpInput } from '../jqueue/job.js';
import type { LockManager } from '../locking/manager.js';
import { acquireBigLock, acquireLevels, LockTimeout, type AcquireContext } from './acquire.js';
import { CountingConfig } from './counting-config.js';
import { feedbackTo } from './feedback.js';
import { checkNotKilled, fencedClock, fencedRpc } from './fence.js';
import { ownedLocks } from './owned-locks.js';
import { LockPatience } from './patience.js';
import { submitFollowUps, type SubmitJobs } from './follow-ups.js';

export interface ProcessorDependencies {
  readonly units: (id: OpId) => LogicalUnitClass | undefined;
  readonly cfg: ConfigStore;
  readonly rpc: RpcRunner;
  readonly locks: LockManager;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly services: (hooks: Pick<HooksMaster, 'run'>, submit: SubmitJobs) => MasterServices;
  readonly submit: SubmitJobs;
  /** How far a change that is acknowledged now reaches. */
  readonly durability?: () => Durability;
}

/** An opcode's wait for its locks over all attempts. */
interface Waiting {
  readonly patience: LockPatience;
  /** What its log said last of it. */
  told: string;
}

/** A unit with the values handed between phases hidden. */
type AnyUnit = LogicalUnit;

/**
 * Drives logical units phase by phase, as `lib/mcpu.py` of the original does: big lock, expandNames, locks level by
 * level, checkPrereq, hooks, exec, hooks. It alone takes locks, and it frees them and the job's reservations whatever
 * happens. Many opcodes may run at once.
 */
export class Processor implements OpcodeExecutor {
  readonly #deps: ProcessorDependencies;

  constructor(deps: ProcessorDependencies) {
    this.#deps = deps;
  }

  reprioritise(jobId: number, priority: number): void {
    this.#deps.locks.setPriority(String(jobId), priority);
  }

  async execute(input: OpInput, run: OpcodeRun): Promise<unknown> {
    const id = input['OP_ID'];
    const Unit = isOpId(id) ? this.#deps.units(id) : undefined;
    if (!isOpId(id) || !Unit) throw ganetiError('OpCodeUnknown', [`This release cannot run ${String(id)} yet`]);
    refuseRedacted(input);
    const result = await this.#patiently(Unit, input as OpcodeOf<OpId>, run);
    if (input['dry_run'] !== true) checkResult(id, result);
    return result;
  }

  /** Tries until the locks could be had; between attempts the job holds none. */
  async #patiently(Unit: LogicalUnitClass, op: OpcodeOf<OpId>, run: OpcodeRun): Promise<unknown> {
    const waiting: Waiting = { patience: new LockPatience(this.#deps.random, run), told: '' };
    for (;;) {
      try {
        return await this.#attempt(Unit, op, run, waiting);
      } catch (error) {
        if (!(error instanceof LockTimeout)) throw error;
      }
    }
  }

  /** One try; when locks taken opportunistically were too few, another one as the unit says. */
  async #attempt(Unit: LogicalUnitClass, op: OpcodeOf<OpId>, run: OpcodeRun, waiting: Waiting): Promise<unknown> {
    const owner = String(run.jobId);
    const { locks, cfg } = this.#deps;
    let unit: AnyUnit | undefined;
    const feedback = feedbackTo((kind, value) => {
      run.feedback(kind, value);
    });
    try {
      const acquire: AcquireContext = {
        owner,
        locks,
        signal: run.signal,
        priority: () => run.priority,
        snapshot: () => cfg.snapshot,
        clock: this.#deps.clock,
        patience: waiting.patience,
        tell: (message) => {
          if (message !== waiting.told) feedback.info(message);
          waiting.told = message;
        },
      };
      await acquireBigLock(Unit.requiresBgl, acquire);
      const own = new CountingConfig(cfg, run.signal);
      const rpc = fencedRpc(this.#deps.rpc, run.signal);
      const undo = new Undo();
      const hooksOf = (plan: ConstructorParameters<typeof HooksMaster>[0]): HooksMaster =>
        new HooksMaster(plan, {
          cfg,
          rpc,
          warn: (message) => {
            feedback.warn(message);
          },
        });
      const plan = { opcode: op.OP_ID, path: Unit.hooksPath, objectType: Unit.hooksType };
      const free = hooksOf({ ...plan, nodes: { pre: [], post: [] }, before: {} });
      const context: LuContext = {
        cfg: own,
        rpc,
        clock: fencedClock(this.#deps.clock, run.signal),
        random: this.#deps.random,
        log: this.#deps.log.child({ job: run.jobId, opcode: op.OP_ID }),
        feedback,
        locks: ownedLocks(owner, locks, cfg),
        undo,
        owner,
        jobId: run.jobId,
        signal: run.signal,
        services: this.#deps.services(free, this.#deps.submit),
      };
      unit = new Unit(op, context);
      const lu = unit;
      await lu.checkArguments();
      await acquireLevels(await lu.expandNames(), (level) => lu.declareLocks(level), acquire);
      await run.started();
      return await this.#phases(lu, Unit, op, context, own, (rest) => hooksOf({ ...plan, ...rest }));
    } catch (error) {
      const retry = error instanceof OpPrereqError && error.ecode === ECODE_TEMP_NORES ? unit?.retryWith() : undefined;
      if (!retry) throw error;
      this.#free(owner);
      await run.retrying();
      return await this.#attempt(Unit, retry, run, waiting);
    } finally {
      this.#free(owner);
    }
  }

  async #phases(
    unit: AnyUnit,
    Unit: LogicalUnitClass,
    op: OpcodeOf<OpId>,
    context: LuContext,
    cfg: CountingConfig,
    hooksWith: (rest: Pick<ConstructorParameters<typeof HooksMaster>[0], 'nodes' | 'before'>) => HooksMaster,
  ): Promise<unknown> {
    const prereq = await unit.checkPrereq();
    const hasHooks = Unit.hooksPath !== null;
    const hooks = hooksWith({
      nodes: hasHooks ? unit.hooksNodes(prereq) : { pre: [], post: [] },
      before: hasHooks ? unit.hooksEnv(prereq) : {},
    });
    unit.hooksDone('pre', await hooks.runPre(), null);
    if (op.dry_run === true) {
      context.feedback.info('a dry run: checked, and nothing done');
      return unit.dryRunResult(prereq);
    }
    try {
      const done = await this.#exec(unit, prereq, context);
      const result = done instanceof ResultWithJobs ? await submitFollowUps(op, done, this.#deps.submit) : done;
      return unit.hooksDone('post', await hooks.runPost(hasHooks ? unit.hooksEnv(prereq) : {}), result ?? null);
    } finally {
      if (cfg.writes > 0) {
        if (this.#deps.durability?.() === 'degraded')
          context.feedback.warn(
            'Too few master candidates answer: the changes of this job are safe on this node only, until they return',
          );
        await hooks.runConfigUpdate();
      }
    }
  }

  async #exec(unit: AnyUnit, prereq: unknown, { undo, feedback, log, signal }: LuContext): Promise<unknown> {
    try {
      const result = await unit.exec(prereq);
      undo.commit();
      return result;
    } catch (error) {
      // Who is killed undoes nothing, as a process that is killed does not.
      checkNotKilled(signal);
      for (const failure of await undo.rollback()) {
        log.error({ err: failure.error, step: failure.what }, 'a step could not be undone');
        feedback.warn(`Could not undo '${failure.what}': ${failure.error.message}`);
      }
      throw error;
    }
  }

  #free(owner: string): void {
    this.#deps.locks.releaseAll(owner);
    this.#deps.cfg.reservations.release(owner);
  }
}

/** Secret parameters are not written to disk: a job that was read from there lacks them. */
function refuseRedacted(input: OpInput): void {
  const secret = input['osparams_secret'];
  if (typeof secret === 'object' && secret !== null && Object.values(secret).includes(REDACTED)) {
    throw new OpPrereqError('Please re-submit secret parameters to job.', ECODE_INVAL);
  }
}

function checkResult(id: OpId, result: unknown): void {
  const { result: type } = definitionOf(id);
  const text = JSON.stringify(result ?? null);
  if (accepts(type, result)) return;
  throw ganetiError('OpResultError', [`Opcode result does not match ${type.text}: ${text.slice(0, 80)}`]);
}
