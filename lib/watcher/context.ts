import type { Clock } from '../common/clock.js';
import type { CommandRunner } from '../common/exec.js';
import type { Files } from '../common/files.js';
import type { Paths } from '../common/paths.js';
import type { Daemons } from './daemons.js';
import type { WatcherLog } from './log.js';
import type { NodeGuests } from './maintenance.js';
import type { Master } from './master.js';

/** A connection to the master daemon. */
export interface MasterConnection {
  readonly master: Master;
  close(): void;
}

/** What the watcher works with. */
export interface WatcherContext {
  readonly paths: Paths;
  readonly files: Files;
  readonly clock: Clock;
  readonly run: CommandRunner;
  readonly log: WatcherLog;
  /** Name of this node. */
  readonly hostname: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly daemons: Daemons;
  /** Connects to the master daemon: an OpPrereqError when this node is not the master, a NoMasterError or TimeoutError when nobody listens. */
  readonly connect: () => Promise<MasterConnection>;
  /** Whether the remote API answers at an address. */
  readonly rapiAnswers: (address: string) => Promise<boolean>;
  /** What the cluster's configuration daemons take this node for (CONFD_NODE_ROLE_*); undefined when they do not agree, or do not answer. */
  readonly role: () => Promise<unknown>;
  /** What runs on this node. */
  readonly guests: () => Promise<NodeGuests>;
  /** Starts the process that looks after a node group; `lockFd` stays open in it. */
  readonly startChild: (group: string, lockFd: number) => Promise<ChildProcess>;
}

/** The process of a node group. */
export interface ChildProcess {
  readonly pid: number;
  /** Its exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>;
}
