import { systemClock } from '../common/clock.js';
import { systemFiles } from '../common/files.js';
import { Paths } from '../common/paths.js';
import { runCleaner } from '../tools/cleaner/main.js';

/** `ganeti-cleaner`: removes old files; cron calls it. */
export function run(argv: readonly string[]): Promise<number> {
  return runCleaner(argv, {
    paths: new Paths(process.env['GANETI_ROOTDIR']),
    files: systemFiles,
    clock: systemClock,
    pid: process.pid,
    say: (line) => void process.stdout.write(`${line}\n`),
  });
}
