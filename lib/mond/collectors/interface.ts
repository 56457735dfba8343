import type { MondCollector } from '@gnt/protocol';
import type { Clock } from '../../common/clock.js';
import type { CommandRunner } from '../../common/exec.js';
import type { Files } from '../../common/files.js';
import type { Logger } from '../../common/log.js';
import type { Paths } from '../../common/paths.js';
import type { Confd } from '../node-confd.js';

/** What collectors work with. */
export interface CollectorDependencies {
  readonly clock: Clock;
  readonly files: Files;
  readonly run: CommandRunner;
  readonly paths: Paths;
  readonly log: Logger;
  readonly confd: Confd;
  /** This node's name. */
  readonly hostname: string;
}

/** Something that is measured. */
export interface Collector {
  readonly name: string;
  readonly row: MondCollector;
  /** Adds a measurement to the history; only of collectors that keep one. */
  readonly update?: () => Promise<void>;
  /** The data of a report; throws when they cannot be had. */
  readonly collect: () => Promise<unknown>;
}
