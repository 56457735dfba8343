import { cp, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSelfSigned } from '../../../lib/common/certificates.js';
import { systemClock } from '../../../lib/common/clock.js';
import { ExecaRunner, type CommandOptions, type CommandResult, type CommandRunner } from '../../../lib/common/exec.js';
import { systemFiles } from '../../../lib/common/files.js';
import { silentLogger } from '../../../lib/common/log.js';
import { Paths } from '../../../lib/common/paths.js';
import { Programs } from '../../../lib/common/programs.js';
import { systemRandom } from '../../../lib/common/random.js';
import { createContext } from '../../../lib/noded/daemon.js';
import { createDispatch } from '../../../lib/noded/dispatch.js';
import { handlers } from '../../../lib/noded/handlers/index.js';
import { SkippingClock } from '../skipping-clock.js';
import { goldenDir } from './recordings.js';

/** What the recorded nodes' QEMU says of itself, as far as we look at it. */
const KVM_HELP = 'QEMU emulator version 10.0.2 (Debian 1:10.0.2+ds-2)\n';

/** Runs programs below the node's root; any other command is only noted, and did well. */
class ContainedRunner implements CommandRunner {
  readonly commands: string[] = [];
  readonly #root: string;
  readonly #real = new ExecaRunner();

  constructor(root: string) {
    this.#root = root;
  }

  async tryRun(program: string, args: readonly string[], options?: CommandOptions): Promise<CommandResult> {
    if (program.startsWith(this.#root)) return this.#real.tryRun(program, args, options);
    const argv = [program, ...args];
    this.commands.push(argv.join(' '));
    const stdout = args[0] === '--help' ? KVM_HELP : '';
    // `daemon-util check`: no daemon runs here.
    const exitCode = args.includes('check') ? 1 : 0;
    return { argv, exitCode, signal: null, timedOut: false, stdout, stderr: '' };
  }

  run(program: string, args: readonly string[], options?: CommandOptions): Promise<CommandResult> {
    return this.tryRun(program, args, options);
  }
}

/** The files of the OS definition that the recorded nodes had. */
const DUMPOS: Readonly<Record<string, string>> = {
  ganeti_api_version: '20\n15\n10\n',
  'variants.list': 'default\nbig\n',
  'parameters.list': 'filesystem the filesystem to make\nsuite which release\n',
  ...Object.fromEntries(
    ['create', 'export', 'import', 'rename', 'verify'].map((script) => [script, '#!/bin/sh\nexit 0\n']),
  ),
};

/** Made once: a key takes longer than all else. */
let clientPem: string | undefined;

/** A node of our own in a directory, in a state that a recorded call can meet. */
export interface RecordedNode {
  readonly paths: Paths;
  /** What ours answers; undefined for a call that it does not have. */
  call(name: string, body: string): Promise<readonly [boolean, unknown]> | undefined;
  /** A file below the node's root, by the path that travels. */
  writeFile(path: string, content: string, mode?: number): Promise<void>;
  readFile(path: string): Promise<string>;
  /** An empty disk of that size. */
  makeDisk(path: string, mebibytes: number): Promise<void>;
  makeDirectory(path: string): Promise<void>;
  remove(): Promise<void>;
}

/** Starts node1 of the recorded cluster, without instances. */
export async function startRecordedNode(): Promise<RecordedNode> {
  const root = await mkdtemp(join(tmpdir(), 'node-'));
  const paths = new Paths(root);
  const at = (path: string): string => join(root, path);
  const place = async (path: string, content: string, mode = 0o644): Promise<void> => {
    await mkdir(dirname(at(path)), { recursive: true });
    await writeFile(at(path), content, { mode });
  };
  for (const dir of [
    '/srv/ganeti/file-storage',
    '/srv/ganeti/shared-file-storage',
    '/var/lib/ganeti/queue/archive/0',
  ]) {
    await mkdir(at(dir), { recursive: true });
  }
  await place('/etc/ganeti/file-storage-paths', '/srv/ganeti/file-storage\n/srv/ganeti/shared-file-storage\n');
  await cp(join(goldenDir, 'files/ssconf'), paths.dirs.data, { recursive: true });
  clientPem ??= createSelfSigned({ clock: systemClock }, { name: 'node1.peer.test' }).pem;
  await place('/var/lib/ganeti/client.pem', clientPem, 0o600);
  for (const [name, content] of Object.entries(DUMPOS)) await place(`/srv/ganeti/os/dumpos/${name}`, content, 0o755);
  const runner = new ContainedRunner(root);
  const context = await createContext(
    { port: 1811 },
    {
      paths,
      clock: new SkippingClock(),
      random: systemRandom,
      files: systemFiles,
      run: runner,
      programs: new Programs(fileURLToPath(new URL('../../../../daemons/ganeti-noded', import.meta.url))),
      resolver: { hostname: 'node1.peer.test', resolve: (name) => Promise.resolve({ name, ip: '127.0.0.1' }) },
      environment: {},
      remote: () => ({ run: () => Promise.reject(new Error('there are no other nodes')) }),
    },
    { log: silentLogger, stop: () => undefined },
  );
  return {
    paths,
    call: createDispatch(handlers, context),
    writeFile: place,
    readFile: (path) => readFile(at(path), 'utf8'),
    async makeDisk(path, mebibytes) {
      await place(path, '');
      await truncate(at(path), mebibytes * 1024 * 1024);
    },
    async makeDirectory(path) {
      await mkdir(at(path), { recursive: true });
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
