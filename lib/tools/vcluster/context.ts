import type { Clock } from '../../common/clock.js';
import type { CommandRunner } from '../../common/exec.js';
import type { Files } from '../../common/files.js';
import type { Random } from '../../common/random.js';

/** What the virtual cluster tool works with. */
export interface VclusterContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly files: Files;
  readonly runner: CommandRunner;
  /** This checkout (or installation): its bin, daemons and os-defs folders serve the nodes. */
  readonly checkout: string;
  /** Where claimed networks and short links are kept; shared by all clusters of the machine. */
  readonly registryDir: string;
  /** Tells the user how it goes. */
  readonly say: (line: string) => void;
}
