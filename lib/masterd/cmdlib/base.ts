import type { OpcodeOf, OpId } from '@gnt/opcodes';
import type { LockLevel } from '@gnt/constants';
import type { Clock } from '../../common/clock.js';
import type { Logger } from '../../common/log.js';
import type { Random } from '../../common/random.js';
import type { Undo } from '../../common/undo.js';
import type { ConfigStore } from '../../config/interface.js';
import type { RpcRunner } from '../../rpc/interface.js';
import type { AllocatorRequest } from '../iallocator/request.js';
import type { Replication } from '../planning/verify/replication.js';
import type { QuerySources } from '../query/sources.js';

/** All locks of a level, present and future. */
export const ALL_SET = Symbol('ALL_SET');
export type LockNames = readonly string[] | typeof ALL_SET;

/** What a logical unit needs at one lock level. */
export interface LockNeed {
  readonly names: LockNames;
  readonly shared: boolean;
  /** Take what is free; at least `minimum` of them (default 1). */
  readonly opportunistic?: { readonly minimum: number };
}

/**
 * The needs per level that are known before any lock is held; `later` marks a level whose names `declareLocks` gives
 * once the levels above are owned.
 */
export type LockNeeds = Partial<Record<LockLevel, LockNeed | 'later'>>;

/** The locks that a running logical unit holds. */
export interface OwnedLocks {
  list(level: LockLevel): readonly string[];
  owns(level: LockLevel, name: string): boolean;
  /** Gives up the named locks of the level early (all when names is left out). */
  release(level: LockLevel, names?: readonly string[]): Promise<void>;
  /** Turns exclusive locks of the level into shared ones. */
  downgrade(level: LockLevel, names?: readonly string[]): Promise<void>;
}

/** Lines in the job's log, as the client shows them live. */
export interface Feedback {
  /** A plain line. */
  say(message: string): void;
  /** "  - INFO: ..." */
  info(message: string): void;
  /** "  - WARNING: ..." with an optional hint below it. */
  warn(message: string, hint?: string): void;
  /** "STEP n/m ..." */
  step(current: number, total: number, message: string): void;
  /** Several lines as one entry of the log. */
  lines(messages: readonly string[]): void;
  /** An entry of another kind (ELOG_*), for programs that watch the job. */
  entry(kind: string, value: unknown): void;
}

/** What the processor hands to each logical unit. */
export interface LuContext {
  readonly cfg: ConfigStore;
  readonly rpc: RpcRunner;
  readonly log: Logger;
  readonly feedback: Feedback;
  readonly clock: Clock;
  readonly random: Random;
  readonly locks: OwnedLocks;
  /** Undo steps of exec; the processor runs them when exec throws. */
  readonly undo: Undo;
  /** The owner of reservations: this job. */
  readonly owner: string;
  readonly jobId: number;
  /** Aborted when the job is cancelled or the daemon stops. */
  readonly signal: AbortSignal;
  /** Services of the master that a few units need; see services.ts. */
  readonly services: MasterServices;
}

/** Services of the master beyond configuration and nodes. */
export interface MasterServices {
  /** Runs the hooks of `path` in the phase "post" outside a unit's own (cluster-verify reads the results). */
  runHooks(
    path: string,
    phase: 'pre' | 'post',
    nodes: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<HookResults>;
  /** Submits jobs on behalf of this job; resolves with their numbers. */
  submitJobs(
    jobs: readonly (readonly Readonly<Record<string, unknown>>[])[],
  ): Promise<readonly [boolean, number | string][]>;
  /** Runs an allocator (script or built in) for a request; see lib/masterd/iallocator. */
  allocate(name: string, request: AllocatorRequest): Promise<AllocatorAnswer>;
  /** The text that an allocator would be given for the request. */
  allocatorInput(request: AllocatorRequest): Promise<string>;
  /** What an allocator prints for the request, unchecked. */
  allocatorOutput(name: string, request: AllocatorRequest): Promise<string>;
  /** What the master's own machine knows; cmdlib touches neither network nor files itself. */
  readonly local: MasterMachine;
  /** How changes reach the other master candidates. */
  readonly replication: () => Replication;
  /** What queries by opcode read. */
  readonly sources: QuerySources;
}

/** What an allocator answered: for kind `allocate` and `relocate` the result is a list of node names. */
export interface AllocatorAnswer {
  readonly success: boolean;
  readonly info: string;
  readonly result: unknown;
}

/** A file of the master with what is needed to write it the same elsewhere. */
export interface MasterFile {
  readonly content: Buffer;
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
  /** Seconds. */
  readonly atime: number;
  readonly mtime: number;
}

/** The master's machine as logical units see it. Paths are unprefixed (a virtual cluster adds the node's root). */
export interface MasterMachine {
  /** Full name and address of a host; undefined when it does not resolve. */
  resolve(name: string): Promise<{ readonly name: string; readonly address: string } | undefined>;
  /** Whether something accepts TCP connections there within the usual ping timeout. */
  reachable(address: string, port: number, options?: { readonly source?: string }): Promise<boolean>;
  /** The file, or undefined when there is none. */
  readFile(path: string): Promise<MasterFile | undefined>;
  /** The form in which an unprefixed path travels to nodes (marked in a virtual cluster). */
  virtualPath(path: string): string;
  /** A place where a program on this machine may meet a running unit; the unit closes it. */
  meetingPoint(): Promise<MeetingPoint>;
}

/** A socket that one client may connect to. */
export interface MeetingPoint {
  readonly path: string;
  /** Whether a client came within the time; rejects when the signal aborts. */
  connected(ms: number, signal: AbortSignal): Promise<boolean>;
  /** Whether that client said something or went away within the time. */
  heard(ms: number, signal: AbortSignal): Promise<boolean>;
  close(): Promise<void>;
}

/** node UUID -> [script, status, output] rows; null when the node did not answer. */
export type HookResults = ReadonlyMap<
  string,
  readonly (readonly [string, 'success' | 'error' | 'skip', string])[] | null
>;

export interface HookNodes {
  readonly pre: readonly string[];
  readonly post: readonly string[];
}

/** Follow-up jobs that a unit wants submitted when it is done. */
export class ResultWithJobs {
  readonly jobs: readonly (readonly Readonly<Record<string, unknown>>[])[];
  readonly other: Readonly<Record<string, unknown>>;
  constructor(jobs: ResultWithJobs['jobs'], other: ResultWithJobs['other'] = {}) {
    this.jobs = jobs;
    this.other = other;
  }
}

/**
 * The contract of a logical unit (`lib/cmdlib/base.py` of the original names the phases). The processor alone drives
 * it, in this order: checkArguments, expandNames, (locks, declareLocks per level), checkPrereq, hooks pre, exec, hooks
 * post. Phases hand values over; only `exec` changes anything.
 */
export abstract class LogicalUnit<Id extends OpId = OpId, Prereq = unknown> {
  protected readonly op: OpcodeOf<Id>;
  protected readonly ctx: LuContext;
  constructor(op: OpcodeOf<Id>, ctx: LuContext) {
    this.op = op;
    this.ctx = ctx;
  }

  /** Syntactic checks that need no lock; throws OpPrereqError. */
  checkArguments(): void | Promise<void> {}
  /** Resolves names and says what to lock. */
  abstract expandNames(): LockNeeds | Promise<LockNeeds>;
  /** For levels announced as `later`: called when all levels above are held. */
  declareLocks(_level: LockLevel): LockNeed | undefined {
    return undefined;
  }
  /** Checks against the state under locks; what it returns is handed to hooks and exec. */
  abstract checkPrereq(): Promise<Prereq>;
  /**
   * Variables for hooks, without the GANETI_ prefix. Called again after exec for the GANETI_POST_ variables: it reads
   * the configuration anew.
   */
  hooksEnv(_prereq: Prereq): Readonly<Record<string, string>> {
    return {};
  }
  /** Nodes (UUIDs) on which hooks run, in order and each once; `post` may name nodes that exec adds. */
  hooksNodes(_prereq: Prereq): HookNodes {
    return { pre: [], post: [] };
  }
  abstract exec(prereq: Prereq): Promise<unknown>;
  /** Result of a dry run, which ends after checkPrereq and the hooks before exec. */
  dryRunResult(_prereq: Prereq): unknown {
    return null;
  }
  /**
   * The opcode to run instead when locks taken opportunistically turned out too few (ECODE_TEMP_NORES); undefined
   * when there is no other way to try.
   */
  retryWith(): OpcodeOf<Id> | undefined {
    return undefined;
  }
  /** May look at the hooks' results and change the opcode's result (cluster-verify does). */
  hooksDone(_phase: 'pre' | 'post', _results: HookResults, result: unknown): unknown {
    return result;
  }
}

/** The registry row of a logical unit. */
export interface LogicalUnitClass<Id extends OpId = OpId> {
  new (op: OpcodeOf<Id>, ctx: LuContext): LogicalUnit<Id>;
  /** Class name of the original: LUInstanceStartup. */
  readonly name: string;
  readonly hooksPath: string | null;
  readonly hooksType: 'CLUSTER' | 'NODE' | 'GROUP' | 'NETWORK' | 'INSTANCE' | null;
  /** True: it runs alone in the cluster (big lock exclusive). */
  readonly requiresBgl: boolean;
  /** Hook variables without GANETI_, for the documentation and hooks table. */
  readonly hooksVariables?: readonly string[];
}
