import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SkippingClock } from '../../../support/skipping-clock.js';
import type { TestCertificates } from '../../../support/test-certificates.js';
import { createTestNode, type TestNode } from '../../../support/test-node.js';
import { GuardedRunner } from '../../../support/test-runner.js';
import { disksIn, type RecordedCall } from './replay-support.js';

type Answer = readonly [boolean, unknown];
type Prepare = (node: TestNode, args: readonly unknown[], answer: Answer) => Promise<void>;

interface RecordedInstance {
  readonly name: string;
  readonly hypervisor: string;
  readonly beparams: { readonly maxmem: number; readonly vcpus: number };
}

/** Has the fake hypervisor run an instance. */
async function runFake(node: TestNode, name: string, memory: number, vcpus: number): Promise<void> {
  const path = join(node.paths.file('fakeDir'), name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `0\n${String(memory)}\n${String(vcpus)}\n`);
}

/** The instance of the first argument runs, if the recorded call had success. */
const running: Prepare = async (node, [first], [success]) => {
  const { name, hypervisor, beparams } = first as RecordedInstance;
  if (success && hypervisor === 'fake') await runFake(node, name, beparams.maxmem, beparams.vcpus);
};

async function makeDisks(node: TestNode, args: readonly unknown[]): Promise<void> {
  for (const { path, size } of disksIn(args)) {
    const local = node.paths.local(path);
    await mkdir(dirname(local), { recursive: true });
    await writeFile(local, '');
    await truncate(local, size * 1024 * 1024);
  }
}

/** The OS definition that the recorded cluster had; its scripts do nothing. */
async function defineOs(node: TestNode): Promise<void> {
  const directory = node.paths.local('/srv/ganeti/os/dumpos');
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'ganeti_api_version'), '20\n15\n10\n');
  await writeFile(join(directory, 'variants.list'), 'default\nbig\n');
  await writeFile(join(directory, 'parameters.list'), 'filesystem the filesystem to make\nsuite which release\n');
  for (const script of ['create', 'import', 'export', 'rename', 'verify']) {
    await writeFile(join(directory, script), '#!/bin/sh\n', { mode: 0o755 });
  }
}

const withOs: Prepare = async (node, args) => {
  await defineOs(node);
  await makeDisks(node, args);
};

function ssconf(node: TestNode, key: string, text: string): Promise<void> {
  return writeFile(node.paths.ssconf(key), `${text}\n`);
}

/** What the recorded node had when it was asked, by call; for the others their disks are made. */
const PREPARE: Readonly<Record<string, Prepare>> = {
  blockdev_create: async (node, args) => {
    for (const { path } of disksIn(args)) await mkdir(dirname(node.paths.local(path)), { recursive: true });
  },
  instance_info: async (node, [name], [, payload]) => {
    const info = payload as { memory?: number; vcpus?: number };
    if (info.memory !== undefined && info.vcpus !== undefined)
      await runFake(node, String(name), info.memory, info.vcpus);
  },
  all_instances_info: async (node, _args, [, payload]) => {
    for (const [name, info] of Object.entries(payload as Record<string, { memory: number; vcpus: number }>)) {
      await runFake(node, name, info.memory, info.vcpus);
    }
  },
  instance_migratable: running,
  instance_reboot: async (node, args, answer) => {
    await makeDisks(node, args);
    await running(node, args, answer);
  },
  instance_shutdown: running,
  instance_balloon_memory: running,
  instance_migrate: (node, [, instance], answer) => running(node, [instance], answer),
  hooks_runner: async (node, _args, [, payload]) => {
    for (const [script, , output] of payload as [string, number, string][]) {
      const path = join(node.paths.file('hooksDir'), script);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, `#!/bin/sh\necho '${output}'\n`, { mode: 0o755 });
    }
  },
  export_list: async (node, _args, [success, payload]) => {
    for (const name of success ? (payload as string[]) : [])
      await mkdir(join(node.paths.file('exportDir'), name), { recursive: true });
  },
  file_storage_dir_remove: async (node, [path]) => {
    await mkdir(node.paths.local(String(path)), { recursive: true });
  },
  file_storage_dir_rename: async (node, [from]) => {
    await mkdir(node.paths.local(String(from)), { recursive: true });
  },
  jobqueue_rename: async (node, [renames], [success]) => {
    await mkdir(node.paths.file('queueDir'), { recursive: true });
    for (const [from] of success ? (renames as [string, string][]) : []) await writeFile(node.paths.local(from), '{}');
  },
  os_diagnose: withOs,
  os_validate: withOs,
  instance_os_add: withOs,
  instance_run_rename: withOs,
  master_node_name: (node, _args, [, master]) => ssconf(node, 'master_node', String(master)),
  node_demote_from_mc: async (node) => {
    await ssconf(node, 'master_node', 'node9');
    await writeFile(node.paths.file('configData'), '{}');
  },
};

/** A node as the recorded one was when it got the call; programs of the machine are out of its reach. */
export async function recordedNode(recorded: RecordedCall, certificates: TestCertificates): Promise<TestNode> {
  const run: GuardedRunner = new GuardedRunner(
    () => node.paths.root,
    [
      (program) => (program === '/usr/bin/kvm' ? { stdout: 'QEMU emulator version 10.0.13\n' } : undefined),
      (program, args) =>
        args[0]?.endsWith('/daemon-util') && program === process.execPath
          ? { exitCode: args[1] === 'check' ? 1 : 0 }
          : undefined,
    ],
  );
  const node = await createTestNode({ run, clock: new SkippingClock() });
  await certificates.install(node.paths, certificates.candidate);
  const args: unknown = JSON.parse(recorded.sent);
  const prepare = PREPARE[recorded.call] ?? makeDisks;
  await prepare(node, Array.isArray(args) ? args : [], JSON.parse(recorded.answer) as Answer);
  return node;
}
