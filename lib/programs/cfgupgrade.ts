import { systemClock } from '../common/clock.js';
import { systemFiles } from '../common/files.js';
import { Paths } from '../common/paths.js';
import { systemRandom } from '../common/random.js';
import { createResolver } from '../common/resolver.js';
import { askYesNo } from '../cli/framework/ask.js';
import { systemIo } from '../cli/framework/io.js';
import { runCfgupgrade } from '../tools/cfgupgrade/index.js';

/** The program cfgupgrade. */
export function run(argv: string[]): Promise<number> {
  return runCfgupgrade(argv, {
    files: systemFiles,
    paths: new Paths(process.env['GANETI_ROOTDIR']),
    clock: systemClock,
    random: systemRandom,
    hostname: createResolver(process.env).hostname,
    ask: (question) => askYesNo(systemIo, question),
    say: (line) => process.stdout.write(`${line}\n`),
    complain: (line) => process.stderr.write(`${line}\n`),
  });
}
