import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WireDisk, WireInstance, WireNic } from '@gnt/protocol';
import { systemClock } from '../../lib/common/clock.js';
import { ExecaRunner } from '../../lib/common/exec.js';
import { systemFiles } from '../../lib/common/files.js';
import { silentLogger } from '../../lib/common/log.js';
import { Paths } from '../../lib/common/paths.js';
import type { BlockDevice, Hypervisor } from '../../lib/noded/hypervisor/index.js';
import { createHypervisors } from '../../lib/noded/hypervisor/index.js';
import { KVM_PARAMS } from './kvm-params.js';

export const QEMU = '/usr/bin/qemu-system-x86_64';
const GUEST_DIR = new URL('../../../.cache/guest/', import.meta.url).pathname;

/** Why tests with a real QEMU cannot run here; false when they can. */
export function qemuMissing(): string | false {
  return existsSync(QEMU) ? false : `${QEMU} is missing (package qemu-system-x86)`;
}

/** Why guests here can have no NIC; false when they can. */
export function tapsMissing(): string | false {
  if (process.getuid?.() !== 0) return 'taps need root';
  return existsSync('/dev/net/tun') ? false : '/dev/net/tun is missing';
}

/** Builds the guest's kernel and initial file system once; resolves to the parameters that boot it. */
export async function guestParams(): Promise<Record<string, unknown>> {
  const runner = new ExecaRunner();
  const script = new URL('../../../scripts/guest-image.mjs', import.meta.url).pathname;
  const { stdout } = await runner.run(process.execPath, [script, GUEST_DIR]);
  const lines = stdout.trim().split('\n');
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

/** A virtual node with nothing but a KVM driver, and a root of its own. */
export class KvmNode {
  readonly paths: Paths;
  readonly kvm: Hypervisor;

  private constructor(paths: Paths, kvm: Hypervisor) {
    this.paths = paths;
    this.kvm = kvm;
  }

  static async create(root: string, memory = 4096): Promise<KvmNode> {
    const paths = new Paths(root);
    await mkdir(paths.dirs.conf, { recursive: true });
    await mkdir(paths.file('instanceDisksDir'), { recursive: true });
    await writeFile(join(paths.dirs.conf, 'vnode.json'), JSON.stringify({ memory, disk: 1024, cpus: 2, boot_id: 'b' }));
    const hypervisors = await createHypervisors({
      paths,
      files: systemFiles,
      runner: new ExecaRunner(),
      clock: systemClock,
      log: silentLogger,
      consoleWrapper: '/usr/lib/ganeti/tools/kvm-console-wrapper',
      ensureKvmd: () => Promise.resolve(),
    });
    return new KvmNode(paths, hypervisors.get('kvm'));
  }

  /** Links a disk file as the node daemon does; resolves to what a driver is given. */
  async device(instance: string, index: number, disk: WireDisk, file: string): Promise<BlockDevice> {
    const path = join(this.paths.file('instanceDisksDir'), `${instance}:${String(index)}`);
    await rm(path, { force: true });
    await symlink(file, path);
    return { disk, path, uri: null };
  }

  control(instance: string, socket: string): string {
    return join(this.paths.file('kvmDir'), 'ctrl', `${instance}.${socket}`);
  }
}

/** A place for nodes and disks of a test. */
export async function scratch(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'gk-'));
}

/** A disk made by the busybox OS definition. */
export async function busyboxDisk(
  file: string,
  name: string,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  await writeFile(file, '');
  await truncate(file, 48 * 1024 * 1024);
  const create = new URL('../../../os-defs/busybox/create', import.meta.url).pathname;
  await new ExecaRunner().run(create, [], { env: { INSTANCE_NAME: name, DISK_COUNT: '1', DISK_0_PATH: file, ...env } });
}

export function sharedDisk(file: string, uuid: string): WireDisk {
  const disk = {
    dev_type: 'sharedfile',
    logical_id: ['loop', file],
    iv_name: 'disk/0',
    size: 48,
    mode: 'rw',
    params: {},
    uuid,
  };
  return disk as WireDisk;
}

export function guestInstance(
  name: string,
  hvparams: Record<string, unknown>,
  nics: readonly WireNic[] = [],
): WireInstance {
  return {
    name,
    primary_node: 'aaaaaaaa-0000-4000-8000-000000000001',
    hypervisor: 'kvm',
    hvparams: { ...KVM_PARAMS, kvm_path: QEMU, vnc_bind_address: '', ...hvparams },
    beparams: { minmem: 128, maxmem: 128, vcpus: 1 },
    nics: [...nics],
    uuid: '3567b21c-feef-4e47-9639-5c76f906dc31',
    network_port: 11000,
    tags: [],
  };
}

/** The other end of a guest's serial line. */
export class SerialLine {
  readonly #socket: Socket;
  #text = '';

  constructor(path: string) {
    this.#socket = connect(path);
    this.#socket.on('data', (data: Buffer) => (this.#text += data.toString()));
    this.#socket.on('error', () => undefined);
  }

  /** Waits until what the guest wrote since the last match matches; resolves to the match and forgets what was before its end. */
  async expect(pattern: RegExp, seconds = 60): Promise<RegExpExecArray> {
    const end = systemClock.now() + seconds * 1000;
    for (;;) {
      const found = pattern.exec(this.#text);
      if (found !== null) {
        this.#text = this.#text.slice(found.index + found[0].length);
        return found;
      }
      if (systemClock.now() > end)
        throw new Error(`The guest did not write ${String(pattern)} in time but: ${this.#text}`);
      await systemClock.sleep(50);
    }
  }

  /** Runs a command in the guest's shell and resolves to its output. */
  async command(command: string): Promise<string> {
    this.#socket.write(`echo "<""<"; ${command}; echo ">"">"\n`);
    return (await this.expect(/<<\r?\n([^]*?)>>/))[1]?.trim() ?? '';
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** Waits until `check` gives something. */
export async function eventually<T>(what: string, seconds: number, check: () => Promise<T | undefined>): Promise<T> {
  const end = systemClock.now() + seconds * 1000;
  for (;;) {
    const value = await check();
    if (value !== undefined) return value;
    if (systemClock.now() > end) throw new Error(`Timed out waiting for ${what}`);
    await systemClock.sleep(100);
  }
}
