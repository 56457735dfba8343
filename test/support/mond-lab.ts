import { silentLogger } from '../../lib/common/log.js';
import { systemFiles, type Files } from '../../lib/common/files.js';
import { Paths } from '../../lib/common/paths.js';
import type { CommandRunner } from '../../lib/common/exec.js';
import type { Collector, CollectorDependencies } from '../../lib/mond/collectors/interface.js';
import { ManualClock } from './manual-clock.js';

/** What a collector finds in a test: outputs of commands by their first words, files by path, answers of confd. */
export interface MondScene {
  readonly commands?: Readonly<Record<string, string | (() => string)>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly confd?: Readonly<Record<string, unknown>>;
  readonly clock?: ManualClock;
}

/** Dependencies of collectors that see the scene; what is not in it fails as it would on a machine that lacks it. */
export function mondDependencies(scene: MondScene): CollectorDependencies {
  const outputOf = (argv: readonly string[]): string => {
    const said = scene.commands?.[argv.join(' ')] ?? scene.commands?.[argv[0] ?? ''];
    if (said === undefined) throw new Error(`Can't run '${argv.join(' ')}': not here`);
    return typeof said === 'string' ? said : said();
  };
  const run: CommandRunner['run'] = async (program, args) => {
    const argv = [program, ...args];
    return { argv, exitCode: 0, signal: null, timedOut: false, stdout: outputOf(argv), stderr: '' };
  };
  const files: Files = {
    ...systemFiles,
    async readText(path) {
      const text = scene.files?.[path];
      if (text === undefined) throw new Error(`no file ${path}`);
      return text;
    },
    readTextIfPresent: async (path) => scene.files?.[path],
  };
  return {
    clock: scene.clock ?? new ManualClock(),
    files,
    run: { run, tryRun: run },
    paths: new Paths(),
    log: silentLogger,
    confd: {
      async ask(name) {
        const answer = scene.confd?.[name];
        if (answer === undefined) throw new Error(`nobody answers ${name}`);
        return answer;
      },
    },
    hostname: 'node1.peer.test',
  };
}

/** A collector that gives what it is told to, or fails. */
export function fakeCollector(name: string, collect: () => unknown, more: Partial<Collector> = {}): Collector {
  return { name, row: { category: 'default', kind: 0, doc: '' }, collect: async () => collect(), ...more };
}
