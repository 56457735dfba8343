import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { QueryKind, WireOpcode } from '@gnt/luxi-client';
import { systemFiles } from '../../lib/common/files.js';
import { Paths } from '../../lib/common/paths.js';
import type { ChildProcess, WatcherContext } from '../../lib/watcher/context.js';
import { Daemons } from '../../lib/watcher/daemons.js';
import type { WatcherLog } from '../../lib/watcher/log.js';
import type { LocalGuest } from '../../lib/watcher/maintenance.js';
import type { Master } from '../../lib/watcher/master.js';
import type { WatcherOptions } from '../../lib/watcher/options.js';
import { StoppedClock } from './config-data.js';
import { GuardedRunner } from './test-runner.js';

/** The node group of these tests. */
export const GROUP = '8510cabd-d723-440a-bf68-64e941c4b45c';

/** A log in memory: lines of level and message. */
export class ListLog implements WatcherLog {
  readonly lines: string[] = [];
  debug(message: string): void {
    this.lines.push(`DEBUG ${message}`);
  }
  info(message: string): void {
    this.lines.push(`INFO ${message}`);
  }
  warning(message: string): void {
    this.lines.push(`WARNING ${message}`);
  }
  error(message: string): void {
    this.lines.push(`ERROR ${message}`);
  }
  /** Lines of these levels. */
  of(...levels: string[]): string[] {
    return this.lines.filter((line) => levels.some((level) => line.startsWith(`${level} `)));
  }
}

/** An instance as the master answers; what is not given is that of one that runs. */
export interface AnsweredInstance {
  readonly status?: string;
  readonly admin?: string;
  readonly active?: boolean;
  readonly snodes?: readonly string[];
  readonly sgroups?: readonly string[];
  readonly template?: string;
}

/** A master that knows what a test tells it and remembers what it was given. */
export class FakeMaster implements Master {
  instances: Record<string, AnsweredInstance> = {};
  nodes: Record<string, readonly [bootId: string | null, offline: boolean]> = { node1: ['boot1', false] };
  locks: (readonly [string, string | null])[] = [];
  jobs: (readonly [number, readonly string[]])[] = [];
  groupList: (readonly [string, string])[] = [['default', GROUP]];
  name = 'node1';
  /** Instances whose jobs fail. */
  readonly failing = new Set<string>();
  /** What the verification of disks finds inactive. */
  inactive: string[] = [];
  readonly submitted: WireOpcode[][] = [];
  readonly archived: number[] = [];
  readonly ages: number[] = [];

  masterNode(): Promise<string> {
    return Promise.resolve(this.name);
  }
  groups(): Promise<(readonly [string, string])[]> {
    return Promise.resolve(this.groupList);
  }
  query(what: QueryKind): Promise<unknown[][]> {
    if (what === 'lock') return Promise.resolve(this.locks.map((lock) => [...lock]));
    if (what === 'job') return Promise.resolve(this.jobs.map(([id, summary]) => [id, [...summary]]));
    if (what === 'node')
      return Promise.resolve(Object.entries(this.nodes).map(([name, [boot, off]]) => [name, boot, off]));
    const rows = Object.entries(this.instances).map(([name, i]) => [
      name,
      i.status ?? 'running',
      i.admin ?? 'up',
      i.active ?? true,
      i.snodes ?? [],
      GROUP,
      i.sgroups ?? (i.snodes ?? []).map(() => GROUP),
      i.template ?? 'drbd',
    ]);
    return Promise.resolve(rows);
  }
  submit(ops: readonly WireOpcode[]): Promise<number> {
    return Promise.resolve(this.submitted.push([...ops]));
  }
  wait(job: number): Promise<unknown[]> {
    const ops = this.submitted[job - 1] ?? [];
    const failed = ops.find((op) => this.failing.has(String(op['instance_name'])));
    if (failed) return Promise.reject(new Error(`${String(failed['instance_name'])} does not start`));
    return Promise.resolve(ops.map((op) => (op.OP_ID === 'OP_GROUP_VERIFY_DISKS' ? [{}, this.inactive, {}] : null)));
  }
  archiveJob(job: number): Promise<void> {
    this.archived.push(job);
    return Promise.resolve();
  }
  archiveJobs(age: number): Promise<readonly [number, number]> {
    this.ages.push(age);
    return Promise.resolve([0, 0]);
  }

  /** Opcode, instance or group, and reason of everything that was submitted. */
  get asked(): string[] {
    return this.submitted.flat().map((op) => {
      const [reason] = op['reason'] as [[string, string, number]];
      return `${op.OP_ID} ${String(op['instance_name'] ?? op['group_name'])} (${reason[0]}: ${reason[1]})`;
    });
  }
}

/** Options of a run without arguments. */
export const USUAL: WatcherOptions = {
  debug: true,
  nodeGroup: undefined,
  jobAge: 21_600,
  ignorePause: false,
  waitChildren: true,
  verifyDisks: true,
  strict: true,
  rapiIp: '127.0.0.1',
};

/** A watcher on a node of its own, with a master in memory. */
export class WatcherBench {
  readonly paths: Paths;
  readonly clock = new StoppedClock();
  readonly log = new ListLog();
  readonly master = new FakeMaster();
  /** What was asked of daemon-util, and what it does when asked. */
  readonly daemonActions: string[] = [];
  onDaemon: (action: string, daemon: string) => number = () => 0;
  running: readonly string[] = [];
  installed: readonly string[] = ['ganeti-noded', 'ganeti-confd', 'ganeti-mond', 'ganeti-masterd'];
  /** Thrown instead of a connection, one after the other. */
  refusals: Error[] = [];
  rapi: boolean[] = [];
  role: unknown = 4;
  guests: LocalGuest[] = [];
  minors: number[] = [];
  readonly ended: string[] = [];
  readonly children: string[] = [];
  readonly run: GuardedRunner;

  private constructor(paths: Paths) {
    this.paths = paths;
    this.run = new GuardedRunner(() => paths.root);
  }

  static async create(): Promise<WatcherBench> {
    const bench = new WatcherBench(new Paths(await mkdtemp(join(tmpdir(), 'gnt-watch-'))));
    const { paths } = bench;
    for (const dir of [paths.dirs.data, paths.dirs.run, paths.dirs.conf]) await mkdir(dir, { recursive: true });
    await writeFile(paths.ssconf('nodegroups'), `${GROUP} default\n`);
    return bench;
  }

  destroy(): Promise<void> {
    return rm(this.paths.root, { recursive: true });
  }

  get context(): WatcherContext {
    const { paths, clock, log, master, run } = this;
    return {
      paths,
      files: systemFiles,
      clock,
      run,
      log,
      hostname: 'node1',
      env: { GREETING: 'hello', LC_ALL: 'de_DE' },
      daemons: new Daemons({
        log,
        runs: (daemon) => Promise.resolve(this.running.includes(daemon)),
        installed: (daemon) => Promise.resolve(this.installed.includes(daemon)),
        daemonUtil: ([action = '', daemon = '']) => {
          this.daemonActions.push(`${action} ${daemon}`);
          const exitCode = this.onDaemon(action, daemon);
          const said = { stdout: '', stderr: exitCode === 0 ? '' : 'it broke' };
          return Promise.resolve({ argv: [], exitCode, signal: null, timedOut: false, ...said });
        },
      }),
      connect: () => {
        const refusal = this.refusals.shift();
        return refusal ? Promise.reject(refusal) : Promise.resolve({ master, close: () => undefined });
      },
      rapiAnswers: () => Promise.resolve(this.rapi.shift() ?? true),
      role: () => Promise.resolve(this.role),
      guests: () =>
        Promise.resolve({
          running: () => Promise.resolve(this.guests),
          kill: (guest: LocalGuest) => {
            if (guest.name.startsWith('stuck')) return Promise.reject(new Error('it does not end'));
            this.ended.push(`${guest.hypervisor} ${guest.name}`);
            return Promise.resolve();
          },
          drbdMinors: () => Promise.resolve(this.minors),
          drbdDown: (minor: number) => {
            this.ended.push(`minor ${String(minor)}`);
            return Promise.resolve();
          },
        }),
      startChild: (group): Promise<ChildProcess> => {
        if (group === 'bad') return Promise.reject(new Error('no more processes'));
        this.children.push(group);
        return Promise.resolve({ pid: 77, exited: Promise.resolve(0) });
      },
    };
  }
}
