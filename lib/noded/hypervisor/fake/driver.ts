import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { WireInstance } from '@gnt/protocol';
import { isMissing, type Files } from '../../../common/files.js';
import type { Paths } from '../../../common/paths.js';
import { HypervisorError } from '../errors.js';
import type {
  BlockDevice,
  ConsoleInfo,
  HvParams,
  Hypervisor,
  HypervisorNodeInfo,
  MigrationStatus,
  RunningInstance,
  StopOptions,
} from '../interface.js';
import { startupMemory, type NodeInfoProvider } from '../node-info.js';
import { formatState, parseState } from './state-file.js';

export interface FakeHypervisorDeps {
  readonly paths: Paths;
  readonly files: Files;
  readonly nodeInfo: NodeInfoProvider;
}

/** Instances that are nothing but a file each below `fake-hypervisor/`: for tests and for trying a cluster out. */
export class FakeHypervisor implements Hypervisor {
  readonly type = 'fake';
  readonly #deps: FakeHypervisorDeps;
  readonly #root: string;

  constructor(deps: FakeHypervisorDeps) {
    this.#deps = deps;
    this.#root = deps.paths.file('fakeDir');
  }

  /** Makes the state directory, which may lie on a file system that is empty after a boot. */
  async prepare(): Promise<void> {
    await mkdir(this.#root, { recursive: true, mode: 0o775 });
  }

  async start(instance: WireInstance, _disks: readonly BlockDevice[], _options: { paused: boolean }): Promise<void> {
    if (await this.#read(instance.name)) {
      throw new HypervisorError(`Failed to start instance ${instance.name}: already running`);
    }
    await this.#markUp(instance, await this.#startupMemory(instance));
  }

  async stop(instance: WireInstance, _options: StopOptions): Promise<void> {
    if (!(await this.#read(instance.name))) {
      throw new HypervisorError(`Failed to stop instance ${instance.name}: not running`);
    }
    await this.#markDown(instance.name);
  }

  async cleanup(_name: string): Promise<void> {
    // A stopped instance leaves nothing.
  }

  async reboot(_instance: WireInstance): Promise<void> {
    // There is no guest that could notice.
  }

  async list(_hvparams: HvParams | null): Promise<readonly string[]> {
    try {
      return (await readdir(this.#root)).filter((name) => !name.startsWith('.')).sort();
    } catch (e) {
      if (isMissing(e)) return [];
      throw e;
    }
  }

  async info(name: string, _hvparams: HvParams | null): Promise<RunningInstance | undefined> {
    return this.#read(name);
  }

  async allInfo(hvparams: HvParams | null): Promise<readonly RunningInstance[]> {
    const all = await Promise.all((await this.list(hvparams)).map((name) => this.#read(name)));
    return all.filter((info) => info !== undefined);
  }

  async nodeInfo(_hvparams: HvParams | null): Promise<HypervisorNodeInfo> {
    const info = await this.#deps.nodeInfo.read();
    if (this.#deps.nodeInfo.countsGuests) return info;
    const used = (await this.allInfo(null)).reduce((sum, instance) => sum + instance.memory, 0);
    return { ...info, memory_free: Math.max(0, info.memory_free - used) };
  }

  async verify(_hvparams: HvParams | null): Promise<string | undefined> {
    const found = await stat(this.#root).catch(() => undefined);
    return found?.isDirectory() === true ? undefined : `The required directory '${this.#root}' does not exist`;
  }

  async validateParams(_params: HvParams): Promise<void> {
    // Nothing on the node bears on its one parameter.
  }

  console(instance: WireInstance): ConsoleInfo {
    return { instance: instance.name, kind: 'msg', message: 'Console not available for fake hypervisor' };
  }

  async balloonMemory(instance: WireInstance, memory: number): Promise<void> {
    if (!(await this.#read(instance.name))) {
      throw new HypervisorError(`Failed to balloon memory for ${instance.name}: not running`);
    }
    await this.#markUp(instance, memory);
  }

  async migrationInfo(_instance: WireInstance): Promise<string> {
    return '';
  }

  async acceptInstance(instance: WireInstance): Promise<void> {
    if (await this.#read(instance.name)) throw new HypervisorError("Can't accept instance, already running");
  }

  async migrate(): Promise<void> {
    // Both ends are told by the finalize calls.
  }

  async migrationStatus(): Promise<MigrationStatus> {
    return { status: 'completed' };
  }

  async finalizeMigrationSource(instance: WireInstance, success: boolean): Promise<void> {
    if (success) await this.#markDown(instance.name);
  }

  async finalizeMigrationTarget(instance: WireInstance, _info: unknown, success: boolean): Promise<void> {
    if (success) await this.#markUp(instance, await this.#startupMemory(instance));
    else await this.#markDown(instance.name);
  }

  async powercut(): Promise<void> {
    for (const name of await this.list(null)) await this.#markDown(name);
  }

  async #startupMemory(instance: WireInstance): Promise<number> {
    return startupMemory(instance.beparams, (await this.nodeInfo(instance.hvparams)).memory_free);
  }

  #file(name: string): string {
    if (name.includes('/') || name.startsWith('.')) throw new HypervisorError(`Invalid instance name '${name}'`);
    return join(this.#root, name);
  }

  async #read(name: string): Promise<RunningInstance | undefined> {
    const text = await this.#deps.files.readTextIfPresent(this.#file(name));
    return text === undefined ? undefined : parseState(name, text);
  }

  async #markUp(instance: WireInstance, memory: number): Promise<void> {
    await this.prepare();
    const text = formatState(memory, instance.beparams['vcpus']);
    await this.#deps.files.writeAtomic(this.#file(instance.name), text, { durable: false });
  }

  async #markDown(name: string): Promise<void> {
    await this.#deps.files.remove(this.#file(name));
  }
}
