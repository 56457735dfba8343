import { EXIT_FAILURE, EXIT_SUCCESS } from '@gnt/constants';
import { CommanderError } from 'commander';
import { systemClock } from '../common/clock.js';
import { ExecaRunner } from '../common/exec.js';
import { systemFiles } from '../common/files.js';
import { createLogger } from '../common/log.js';
import { Paths } from '../common/paths.js';
import { createResolver } from '../common/resolver.js';
import { DrbdDevices, parseWatcherOptions, runWatcher, systemContext } from '../watcher/index.js';

/** What a wrong call ends with. */
const EXIT_USAGE = 2;

/** `ganeti-watcher`: keeps daemons, instances and disks as they ought to be; cron calls it. */
export async function run(argv: readonly string[]): Promise<number> {
  try {
    const paths = new Paths(process.env['GANETI_ROOTDIR']);
    const resolver = createResolver(process.env);
    const { hostname } = resolver;
    // A virtual node's remote API listens at its own address only.
    const own = paths.virtual ? (await resolver.resolve(hostname)).ip : undefined;
    const options = parseWatcherOptions(argv, own);
    const guests = async () => {
      const { LocalGuests } = await import('../noded/local-guests.js');
      const [files, runner] = [systemFiles, new ExecaRunner()];
      const log = createLogger({ name: 'ganeti-watcher', level: 'silent' });
      const local = new LocalGuests({ paths, files, runner, clock: systemClock, log });
      const drbd = new DrbdDevices({ paths, files, run: runner });
      return {
        running: local.running.bind(local),
        kill: local.kill.bind(local),
        drbdMinors: () => drbd.used(),
        drbdDown: (minor: number) => drbd.down(minor),
      };
    };
    const settings = { paths, hostname, entry: process.argv[1] ?? '', argv, env: process.env, guests };
    return await runWatcher(systemContext(settings, options), options);
  } catch (e) {
    if (e instanceof CommanderError) return e.exitCode === 0 ? EXIT_SUCCESS : EXIT_USAGE;
    process.stderr.write(`ganeti-watcher: ${e instanceof Error ? e.message : String(e)}\n`);
    return EXIT_FAILURE;
  }
}
