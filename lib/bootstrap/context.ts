import type { AppendFiles } from '../common/append-file.js';
import type { Clock } from '../common/clock.js';
import type { CommandRunner } from '../common/exec.js';
import type { HeldLock } from '../common/flock.js';
import type { Files } from '../common/files.js';
import type { OwnPrograms } from '../common/own-programs.js';
import type { PidFile } from '../common/pid-file.js';
import type { Paths } from '../common/paths.js';
import type { Random } from '../common/random.js';
import type { Resolver } from '../common/resolver.js';
import type { Transport } from '../rpc/transport.js';

/** What bootstrap works with: the few operations that run without a master daemon. */
export interface BootstrapContext {
  readonly paths: Paths;
  readonly files: Files;
  readonly runner: CommandRunner;
  /** daemon-util and the node's tools. */
  readonly programs: OwnPrograms;
  readonly clock: Clock;
  readonly random: Random;
  readonly resolver: Resolver;
  /** How nodes are called and the journal is written, where it is not by HTTPS and in files of this machine: in a simulation. */
  readonly transport?: Transport;
  readonly appendFiles?: AppendFiles;
  /** Whether a node daemon answers on an address; by a connection to it where it is not handed in. */
  readonly answers?: (address: string) => Promise<boolean>;
  /** Keeps other failovers to this node away; by a lock file where it is not handed in. */
  readonly lockFailover?: () => Promise<Pick<HeldLock, 'release'>>;
  /** Keeps the master daemon of this node, and the node daemon, from the journal; by the daemon's pid file where it is not handed in. */
  readonly claimMasterRole?: () => Promise<PidFile>;
  /** Progress and warnings for the operator (standard error). */
  readonly warn: (line: string) => void;
}
