import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../common/clock.js';
import { ExecaRunner } from '../common/exec.js';
import { systemFiles } from '../common/files.js';
import { systemRandom } from '../common/random.js';
import { runVclusterSetup } from '../tools/vcluster/index.js';

/** `bin/vcluster-setup`: many nodes on one machine. */
export function run(argv: readonly string[]): Promise<number> {
  return runVclusterSetup(argv, {
    clock: systemClock,
    random: systemRandom,
    files: systemFiles,
    runner: new ExecaRunner(),
    checkout: fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, ''),
    registryDir: join(tmpdir(), 'ganeti-vc'),
    say: (line) => {
      process.stdout.write(`${line}\n`);
    },
  });
}
