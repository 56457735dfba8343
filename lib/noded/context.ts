import type { Clock } from '../common/clock.js';
import type { CommandRunner } from '../common/exec.js';
import type { Files } from '../common/files.js';
import type { KeyedLock } from '../common/keyed-lock.js';
import type { Logger } from '../common/log.js';
import type { Paths } from '../common/paths.js';
import type { Programs } from '../common/programs.js';
import type { Random } from '../common/random.js';
import type { Resolver } from '../common/resolver.js';
import type { NodeSsconf } from './backend/node/ssconf.js';
import type { VirtualNode } from './backend/node/virtual-node.js';
import type { Hypervisor } from './hypervisor/interface.js';
import type { OsBackend } from './os/interface.js';
import type { Registry } from './registry.js';
import type { FileStoragePaths } from './storage/file/allowed-paths.js';
import type { Storage } from './storage/interface.js';

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
  readonly ssconf: NodeSsconf;
  readonly fileStoragePaths: FileStoragePaths;
  readonly hypervisors: Registry<Hypervisor>;
  readonly storages: Registry<Storage>;
  readonly os: OsBackend;
  /** What the virtual node has; undefined on a real machine. */
  readonly virtualNode: VirtualNode | undefined;
  /** The environment that programs of ours need to act for this node (virtual clusters). */
  readonly environment: Readonly<Record<string, string>>;
  /** TCP port of node daemons. */
  readonly nodedPort: number;
  /** Ends the daemon after the answers under way (node_leave_cluster). */
  readonly stop: (reason: string) => void;
}
