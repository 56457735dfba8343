import { DEFAULT_CONFD_PORT } from '@gnt/constants';
import { systemClock } from '../common/clock.js';
import { Paths } from '../common/paths.js';
import { createResolver } from '../common/resolver.js';
import { runConfdClient } from '../tools/confd-client/main.js';

/** `confd-client`: tests a configuration daemon. */
export function run(argv: readonly string[]): Promise<number> {
  return runConfdClient(argv, {
    paths: new Paths(process.env['GANETI_ROOTDIR']),
    resolver: createResolver(process.env),
    clock: systemClock,
    port: DEFAULT_CONFD_PORT,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  });
}
