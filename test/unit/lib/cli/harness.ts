import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GanetiError } from '@gnt/protocol';
import type { Remote } from '../../../../lib/bootstrap/remote.js';
import type { Terminal } from '../../../../lib/cli/framework/io.js';
import { selectCommand } from '../../../../lib/cli/framework/front.js';
import { runCommand } from '../../../../lib/cli/framework/run.js';
import type { Bootstrap, CliDependencies } from '../../../../lib/cli/framework/session.js';
import { tools } from '../../../../lib/cli/registry.js';
import { systemClock } from '../../../../lib/common/clock.js';
import type { CommandResult } from '../../../../lib/common/exec.js';
import { systemFiles } from '../../../../lib/common/files.js';
import { Paths } from '../../../../lib/common/paths.js';
import type { Resolver } from '../../../../lib/common/resolver.js';
import { FakeLuxi } from './fake-luxi.js';
import type { Exchange } from './recordings.js';

/** Name of the node that commands run on here. */
export const MASTER = 'node1.peer.test';

/** When most commands ran. */
const RECORDED_AT = Date.parse('2026-11-20T12:59:36Z');

/** How a command ended and what it printed. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

function finished(argv: readonly string[], exitCode: number, stdout: string): CommandResult {
  return { argv, exitCode, signal: null, timedOut: false, stdout, stderr: '' };
}

const resolver: Resolver = {
  hostname: MASTER,
  resolve: (name) => {
    const [, short] = /^(node\d)(\.peer\.test)?$/.exec(name) ?? [];
    if (short !== undefined) return Promise.resolve({ name: `${short}.peer.test`, ip: '10.77.0.1' });
    return Promise.reject(
      new GanetiError('ResolverError', [name, 'Temporary failure in name resolution', 'no such host']),
    );
  },
};

/** A place for commands to run: a node's files, a master that answers as told, and what was printed. */
export class CliHarness {
  readonly paths: Paths;
  /** Lines typed at the terminal; without any there is no terminal. */
  readonly typed: string[] = [];
  /** What was written to the terminal. */
  readonly asked: string[] = [];
  stdin = '';
  /** Files that are there besides those of the machine. */
  files: Readonly<Record<string, string>> = {};
  /** Command lines that were given this terminal. */
  readonly entered: (readonly string[])[] = [];
  interactiveExit = 0;
  /** Files copied to other nodes: node, address, path. */
  readonly copied: (string | undefined)[][] = [];
  /** What was asked of the bootstrap code. */
  readonly bootstrapped: unknown[][] = [];
  readonly env: Record<string, string | undefined> = {};
  readonly #root: string;
  #luxi: FakeLuxi | undefined;

  constructor() {
    this.#root = mkdtempSync(join(tmpdir(), 'cli-'));
    this.paths = new Paths(this.#root);
    for (const dir of [this.paths.file('socketDir'), this.paths.dirs.data, this.paths.dirs.log])
      mkdirSync(dir, { recursive: true });
    writeFileSync(this.paths.ssconf('master_node'), `${MASTER}\n`);
  }

  /** Starts a master that gives these answers. */
  async master(exchanges: readonly Exchange[]): Promise<FakeLuxi> {
    await this.#luxi?.close();
    this.#luxi = new FakeLuxi(exchanges);
    await this.#luxi.listen(this.paths.file('querySocket'));
    return this.#luxi;
  }

  async run([program = '', ...argv]: readonly string[]): Promise<Outcome> {
    const tool = tools.find(({ name }) => name === program);
    if (!tool) throw new Error(`no program ${program}`);
    const stdout: string[] = [];
    const stderr: string[] = [];
    const dependencies: CliDependencies = {
      io: {
        out: (line) => stdout.push(`${line}\n`),
        err: (line) => stderr.push(`${line}\n`),
        openTerminal: () => this.#terminal(),
        readStdin: () => Promise.resolve(this.stdin),
      },
      clock: { ...systemClock, now: () => RECORDED_AT },
      files: {
        readText: (path) => {
          const text = this.files[path];
          return text === undefined ? systemFiles.readText(path) : Promise.resolve(text);
        },
      },
      paths: this.paths,
      hostname: MASTER,
      resolver: () => Promise.resolve(resolver),
      bootstrap: () => Promise.resolve({ ...this.#recorder(), remote: () => this.#remote() }),
      interactive: (command) => {
        this.entered.push(command);
        return Promise.resolve(this.interactiveExit);
      },
      env: this.env,
    };
    const selection = await selectCommand(tool, argv, dependencies.io);
    const exitCode = typeof selection === 'number' ? selection : await runCommand(tool, selection, dependencies);
    return { exitCode, stdout: stdout.join(''), stderr: stderr.join('') };
  }

  async close(): Promise<void> {
    await this.#luxi?.close();
    rmSync(this.#root, { recursive: true, force: true });
  }

  /** Nodes that do not answer, when no majority does. */
  silentNodes: readonly string[] | undefined;
  standings: Awaited<ReturnType<Bootstrap['journalStandings']>> = [];

  /** Nodes on which `hostname` and `false` can be run. */
  #remote(): Remote {
    return {
      run: ({ name }, argv) => {
        const command = argv.at(-1) ?? '';
        return Promise.resolve(finished(argv, command === 'false' ? 1 : 0, command === 'hostname' ? `${name}\n` : ''));
      },
      interactiveArgv: ({ name }, argv) => ['enter', name, ...argv],
      copy: ({ name, address }, path) => {
        this.copied.push([name, address, path]);
        return Promise.resolve(finished(['copy', path], 0, ''));
      },
    };
  }

  #recorder(): Omit<Bootstrap, 'remote'> {
    const record =
      (name: string) =>
      (...args: unknown[]): Promise<void> => {
        this.bootstrapped.push([name, ...args]);
        return Promise.resolve();
      };
    return {
      initCluster: record('init'),
      finishClusterDestroy: record('destroy'),
      setupNode: record('setup'),
      unhealthyMajority: () => Promise.resolve(this.silentNodes),
      masterFailover: async (noVoting) => {
        await record('failover')(noVoting);
        return { exitCode: 0, warnings: ['said by the failover'] };
      },
      journalStandings: () => Promise.resolve(this.standings),
    };
  }

  #terminal(): Terminal | undefined {
    if (this.typed.length === 0) return undefined;
    return { write: (text) => this.asked.push(text), readLine: () => this.typed.shift(), close: () => undefined };
  }
}
