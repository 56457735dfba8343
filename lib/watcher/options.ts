import { IP4_ADDRESS_LOCALHOST, RELEASE_VERSION } from '@gnt/constants';
import { Command } from 'commander';
import { parseTimespan } from '../common/timespan.js';

/** What the watcher was called with. */
export interface WatcherOptions {
  readonly debug: boolean;
  /** UUID of the node group that this process is to look after; undefined in the one that starts the others. */
  readonly nodeGroup: string | undefined;
  /** Seconds after which jobs that have ended are archived. */
  readonly jobAge: number;
  readonly ignorePause: boolean;
  readonly waitChildren: boolean;
  readonly verifyDisks: boolean;
  readonly strict: boolean;
  /** Where the remote API is asked whether it lives. */
  readonly rapiIp: string;
}

const PROGRAM = 'ganeti-watcher';
const SIX_HOURS = 6 * 3600;

/** Its command line. `rapiIp`: where the remote API listens unless told otherwise. */
export function watcherCommand(rapiIp: string = IP4_ADDRESS_LOCALHOST): Command {
  return new Command(PROGRAM)
    .description('Keeps daemons, instances and disks as they ought to be; cron runs it on every node.')
    .option('-d, --debug', 'log more, and to the terminal too')
    .option('-g, --node-group <UUID>', 'look after this node group only; the watcher starts itself so')
    .option('-A, --job-age <AGE>', 'archive jobs that ended longer ago', String(SIX_HOURS))
    .option('--ignore-pause', 'go on although the watcher is paused')
    .option('--wait-children', 'end after the processes of all node groups (default)')
    .option('--no-wait-children', 'leave the processes of the node groups alone')
    .option('--no-verify-disks', 'do not look for broken disks')
    .option('--no-strict', 'verify only disks whose nodes and instances are not in use')
    .option('--rapi-ip <IP>', 'address at which the remote API listens', rapiIp)
    .version(`${PROGRAM} (ganeti) ${RELEASE_VERSION}`, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .allowExcessArguments(false)
    .exitOverride();
}

interface Parsed {
  readonly debug?: true;
  readonly nodeGroup?: string;
  readonly jobAge: string;
  readonly ignorePause?: true;
  readonly waitChildren?: boolean;
  readonly verifyDisks: boolean;
  readonly strict: boolean;
  readonly rapiIp: string;
}

/** Parses its arguments; throws a CommanderError for a wrong call, and for one that only asks for help or the version. */
export function parseWatcherOptions(argv: readonly string[], rapiIp?: string): WatcherOptions {
  const options = watcherCommand(rapiIp)
    .parse([...argv], { from: 'user' })
    .opts<Parsed>();
  return {
    debug: options.debug ?? false,
    nodeGroup: options.nodeGroup,
    jobAge: parseTimespan(options.jobAge),
    ignorePause: options.ignorePause ?? false,
    waitChildren: options.waitChildren ?? true,
    verifyDisks: options.verifyDisks,
    strict: options.strict,
    rapiIp: options.rapiIp,
  };
}
