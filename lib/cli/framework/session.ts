import type { LuxiClient } from '@gnt/luxi-client';
import type { InitOptions } from '../../bootstrap/init-options.js';
import type { CandidateStanding } from '../../bootstrap/journal-standing.js';
import type { FailoverOutcome } from '../../bootstrap/master-failover.js';
import type { Remote } from '../../bootstrap/remote.js';
import type { NodeSetup } from '../../bootstrap/setup-node.js';
import type { Clock } from '../../common/clock.js';
import type { Files } from '../../common/files.js';
import type { Paths } from '../../common/paths.js';
import type { Resolver } from '../../common/resolver.js';
import { askYesNo } from './ask.js';
import { connectToMaster } from '../../common/master-client.js';
import type { Io } from './io.js';
import { Jobs, type JobOptions } from './jobs.js';

/** What works without a master daemon, or beside it; loaded only by the commands that need it. */
export interface Bootstrap {
  initCluster(options: InitOptions): Promise<void>;
  finishClusterDestroy(
    masterUuid: string,
    options: { readonly modifySshSetup: boolean; readonly useExternalMipScript: boolean },
  ): Promise<void>;
  setupNode(setup: NodeSetup): Promise<void>;
  /** The nodes that do not answer, when those that do are no majority. */
  unhealthyMajority(ignoreOffline: boolean): Promise<readonly string[] | undefined>;
  masterFailover(noVoting: boolean): Promise<FailoverOutcome>;
  journalStandings(): Promise<(CandidateStanding & { readonly master: boolean })[]>;
  /** The way to other nodes of a cluster of that name. */
  remote(clusterName: string): Remote;
}

/** What the command line needs of the world; handed in, so that tests can replace it. */
export interface CliDependencies {
  readonly io: Io;
  readonly clock: Clock;
  readonly files: Pick<Files, 'readText'>;
  readonly paths: Paths;
  /** Name of this node. */
  readonly hostname: string;
  /** Loaded only by commands that resolve names. */
  readonly resolver: () => Promise<Resolver>;
  readonly bootstrap: () => Promise<Bootstrap>;
  /** Runs a command with this terminal; resolves to its exit code, null when a signal ended it. */
  readonly interactive: (argv: readonly string[]) => Promise<number | null>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One run of a command: its surroundings, its connection, its jobs. */
export class Session {
  readonly deps: CliDependencies;
  readonly jobs: Jobs;
  #client: Promise<LuxiClient> | undefined;

  constructor(dependencies: CliDependencies, program: string, command: string, options: JobOptions) {
    this.deps = dependencies;
    const { io, clock } = dependencies;
    this.jobs = new Jobs({ io, clock, connect: () => this.client(), options, program, command });
  }

  get io(): Io {
    return this.deps.io;
  }
  get paths(): Paths {
    return this.deps.paths;
  }
  get clock(): Clock {
    return this.deps.clock;
  }

  /** Prints a line. */
  out(line: string): void {
    this.deps.io.out(line);
  }
  /** Prints a line to standard error. */
  err(line: string): void {
    this.deps.io.err(line);
  }
  /** Asks a question; no terminal means no. */
  ask(question: string): boolean {
    return askYesNo(this.deps.io, question);
  }

  /** The connection to the master daemon, made when first asked for. */
  client(): Promise<LuxiClient> {
    this.#client ??= connectToMaster(this.deps);
    return this.#client;
  }

  /** Closes the connection; a later call opens a new one. */
  async close(): Promise<void> {
    const open = this.#client;
    this.#client = undefined;
    if (open) (await open.catch(() => undefined))?.close();
  }
}
