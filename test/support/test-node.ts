import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../lib/common/clock.js';
import { systemClock } from '../../lib/common/clock.js';
import { ExecaRunner, type CommandRunner } from '../../lib/common/exec.js';
import { systemFiles } from '../../lib/common/files.js';
import { silentLogger } from '../../lib/common/log.js';
import { Paths } from '../../lib/common/paths.js';
import { Programs } from '../../lib/common/programs.js';
import { systemRandom } from '../../lib/common/random.js';
import { VirtualResolver } from '../../lib/common/resolver.js';
import type { NodeContext } from '../../lib/noded/context.js';
import { createContext } from '../../lib/noded/daemon.js';

export interface TestNodeOptions {
  readonly name?: string;
  readonly ip?: string;
  readonly clock?: Clock;
  readonly run?: CommandRunner;
  /** Directories that the administrator allows for disks. */
  readonly storagePaths?: readonly string[];
}

/** A virtual node in a temporary directory, with everything that handlers get. */
export interface TestNode {
  readonly paths: Paths;
  readonly ctx: NodeContext;
  /** Why the node's daemon was told to stop, in order. */
  readonly stops: string[];
  remove(): Promise<void>;
}

/** Makes a node; call `remove` at the end. */
export async function createTestNode(options: TestNodeOptions = {}): Promise<TestNode> {
  const name = options.name ?? 'node1';
  const base = await mkdtemp(join(tmpdir(), 'gnt-node-'));
  const paths = new Paths(join(base, name));
  for (const dir of Object.values(paths.dirs)) await mkdir(dir, { recursive: true });
  await mkdir(join(base, 'etc'));
  await mkdir(paths.file('hooksDir'), { recursive: true });
  await writeFile(join(base, 'etc/hosts'), `${options.ip ?? '127.0.0.1'} ${name}\n`);
  await writeFile(
    join(paths.dirs.conf, 'vnode.json'),
    JSON.stringify({ memory: 4096, disk: 10_000, cpus: 4, boot_id: 'boot-1' }),
  );
  const allowed = options.storagePaths ?? ['/srv/ganeti/file-storage', '/srv/ganeti/shared-file-storage'];
  await writeFile(paths.file('fileStoragePaths'), `${allowed.join('\n')}\n`);
  for (const path of allowed) await mkdir(paths.local(path), { recursive: true });
  const stops: string[] = [];
  const run = options.run ?? new ExecaRunner();
  const ctx = await createContext(
    { port: 1811 },
    {
      paths,
      clock: options.clock ?? systemClock,
      random: systemRandom,
      files: systemFiles,
      run,
      programs: new Programs(join(process.cwd(), 'daemons/ganeti-noded')),
      resolver: new VirtualResolver(paths.root, name),
      environment: { GANETI_ROOTDIR: paths.root, GANETI_HOSTNAME: name },
      remote: () => ({ run: ({ name: node }, argv) => run.tryRun(join(base, node, 'cmd'), argv) }),
    },
    { log: silentLogger, stop: (reason) => stops.push(reason) },
  );
  return { paths, ctx, stops, remove: () => rm(base, { recursive: true, force: true }) };
}
