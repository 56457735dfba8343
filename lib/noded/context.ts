import type { Clock } from '../common/clock.js';
import type { CommandResult, CommandRunner } from '../common/exec.js';
import type { Files } from '../common/files.js';
import type { KeyedLock } from '../common/keyed-lock.js';
import type { LingeringLock } from '../common/lingering-lock.js';
import type { Logger } from '../common/log.js';
import type { Paths } from '../common/paths.js';
import type { Programs } from '../common/programs.js';
import type { Random } from '../common/random.js';
import type { Resolver } from '../common/resolver.js';
import type { JournalFollower } from './backend/journal/follower.js';
import type { NodeSsconf } from './backend/node/ssconf.js';
import type { Hypervisors } from './hypervisor/registry.js';
import type { OsBackend } from './os/interface.js';
import type { Registry } from './registry.js';
import type { FileStoragePaths } from './storage/file/allowed-paths.js';
import type { Storage } from './storage/interface.js';

/** Commands on other nodes: SSH on real machines, the node's `cmd` in a virtual cluster. */
export interface RemoteCommands {
  run(
    node: { readonly name: string; readonly port?: number },
    argv: readonly string[],
    options?: { readonly input?: string },
  ): Promise<CommandResult>;
}

/** Everything that handlers and drivers of this node need; made once by the daemon. */
export interface NodeContext {
  readonly paths: Paths;
  readonly clock: Clock;
  readonly random: Random;
  readonly files: Files;
  readonly run: CommandRunner;
  readonly programs: Programs;
  readonly log: Logger;
  /** Names to addresses; `hostname` is this node. */
  readonly resolver: Resolver;
  /** Keeps calls for one instance, disk or file apart. */
  readonly exclusive: KeyedLock;
  /** Held by whoever changes the job queue on this node. */
  readonly queueLock: LingeringLock;
  readonly ssconf: NodeSsconf;
  /** The master's journal, kept here while this node is a candidate. */
  readonly journal: JournalFollower;
  readonly fileStoragePaths: FileStoragePaths;
  readonly hypervisors: Hypervisors;
  readonly storages: Registry<Storage>;
  readonly os: OsBackend;
  /** The environment that programs of ours need to act for this node (virtual clusters). */
  readonly environment: Readonly<Record<string, string>>;
  /** Commands on other nodes of the cluster of that name. */
  readonly remote: (cluster: string) => RemoteCommands;
  /** TCP port of node daemons. */
  readonly nodedPort: number;
  /** Ends the daemon after the answers under way (node_leave_cluster). */
  readonly stop: (reason: string) => void;
}
