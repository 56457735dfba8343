import { pino } from 'pino';
import { systemClock } from '../common/clock.js';
import { ExecaRunner } from '../common/exec.js';
import { systemFiles } from '../common/files.js';
import { createLogger } from '../common/log.js';
import { Paths } from '../common/paths.js';
import { createResolver } from '../common/resolver.js';
import { runMonCollector } from '../mond/mon-collector/main.js';

/** `mon-collector`: prints one report of this node. */
export function run(argv: readonly string[]): Promise<number> {
  const deps = {
    paths: new Paths(process.env['GANETI_ROOTDIR']),
    files: systemFiles,
    clock: systemClock,
    run: new ExecaRunner(),
    log: createLogger({ name: 'mon-collector', level: 'warn', destination: pino.destination({ dest: 2, sync: true }) }),
    hostname: createResolver(process.env).hostname,
  };
  const write = (stream: NodeJS.WriteStream) => (text: string) => void stream.write(text);
  return runMonCollector(argv, deps, { out: write(process.stdout), err: write(process.stderr) });
}
