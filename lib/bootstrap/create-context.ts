import { systemClock } from '../common/clock.js';
import { ExecaRunner } from '../common/exec.js';
import { systemFiles } from '../common/files.js';
import { OwnPrograms } from '../common/own-programs.js';
import { Paths } from '../common/paths.js';
import { systemRandom } from '../common/random.js';
import { createResolver } from '../common/resolver.js';
import type { BootstrapContext } from './context.js';

/** The context of a program that runs on this machine with the given environment. */
export function createBootstrapContext(
  env: Readonly<Record<string, string | undefined>> = process.env,
): BootstrapContext {
  const paths = new Paths(env['GANETI_ROOTDIR']);
  const runner = new ExecaRunner();
  const resolver = createResolver(env);
  return {
    paths,
    files: systemFiles,
    runner,
    programs: new OwnPrograms(runner, paths, resolver.hostname),
    clock: systemClock,
    random: systemRandom,
    resolver,
    warn: (line) => {
      process.stderr.write(`${line}\n`);
    },
  };
}
