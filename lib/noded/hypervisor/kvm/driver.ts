import type { WireInstance } from '@gnt/protocol';
import type { Clock } from '../../../common/clock.js';
import type { CommandRunner } from '../../../common/exec.js';
import type { Files } from '../../../common/files.js';
import type { Logger } from '../../../common/log.js';
import type { Paths } from '../../../common/paths.js';
import { HypervisorError } from '../errors.js';
import type {
  BlockDevice,
  ConsoleInfo,
  ConsoleNode,
  Hotplug,
  HvParams,
  Hypervisor,
  HypervisorNodeInfo,
  MigrationStatus,
  RunningInstance,
  StopOptions,
} from '../interface.js';
import type { NodeInfoProvider } from '../node-info.js';
import { ParamReader } from '../params.js';
import { endProcess, waitUntilGone, type Processes } from '../processes.js';
import { CapabilityProbe } from './capabilities.js';
import { binaryOf, checkImageUrls, checkParams, missingPrograms } from './checks.js';
import { removeGuestFiles } from './cleanup.js';
import { consoleInfo } from './console.js';
import { withMonitor, type KvmContext } from './context.js';
import { KvmFiles } from './files.js';
import { generateRuntime } from './generate.js';
import { Guests } from './guests.js';
import { interfaceAddresses, primaryIpVersion } from './host.js';
import { KvmHotplug } from './hotplug.js';
import { Launcher } from './launch.js';
import { Migration } from './migration.js';
import { Monitors } from './monitor.js';
import { InterfaceSetup } from './network/interface-setup.js';
import { Taps } from './network/taps.js';
import { RunAsChooser } from './run-as.js';
import { loadRuntime, saveRuntime } from './runtime-store.js';

/** Milliseconds a guest has to shut down by itself when it is rebooted. */
const REBOOT_GRACE = 10_000;

export interface KvmHypervisorDeps {
  readonly paths: Paths;
  readonly files: Files;
  readonly runner: CommandRunner;
  readonly clock: Clock;
  readonly log: Logger;
  readonly processes: Processes;
  readonly nodeInfo: NodeInfoProvider;
  /** The program that console commands begin with. */
  readonly consoleWrapper: string;
  /** Has the daemon running that notices when a user switches a guest off; throws when it does not start. */
  readonly ensureKvmd: () => Promise<void>;
}

/** Guests in QEMU processes, with KVM or emulated, steered over QMP. */
export class KvmHypervisor implements Hypervisor {
  readonly type = 'kvm';
  readonly hotplug: Hotplug;
  readonly #context: KvmContext;
  readonly #consoleWrapper: string;
  readonly #guests: Guests;
  readonly #launcher: Launcher;
  readonly #migration: Migration;

  constructor(deps: KvmHypervisorDeps) {
    const { paths, files, runner, clock, processes } = deps;
    const kvmFiles = new KvmFiles(paths);
    this.#context = {
      ...deps,
      kvmFiles,
      monitors: new Monitors(clock),
      probe: new CapabilityProbe(runner),
      taps: new Taps({ runner, root: paths.root }),
      interfaces: new InterfaceSetup({ runner, confDir: paths.dirs.conf }),
      runAs: new RunAsChooser({ paths, files, kvmFiles, runner, processes }),
      interfaceAddresses,
    };
    this.#consoleWrapper = deps.consoleWrapper;
    this.#guests = new Guests(this.#context);
    this.#launcher = new Launcher(this.#context);
    this.#migration = new Migration(this.#context);
    this.hotplug = new KvmHotplug(this.#context);
  }

  /** Makes the state directories. */
  async prepare(): Promise<void> {
    await this.#context.kvmFiles.prepare();
  }

  async start(instance: WireInstance, disks: readonly BlockDevice[], options: { paused: boolean }): Promise<void> {
    await this.#guests.requireDown(instance.name);
    const capabilities = await checkParams(this.#context, instance.hvparams);
    await checkImageUrls(this.#context, instance.hvparams);
    const { paths, kvmFiles } = this.#context;
    const runtime = generateRuntime({
      instance,
      disks,
      capabilities,
      paused: options.paused,
      files: kvmFiles,
      virtual: paths.virtual,
      interfaceAddresses,
      primaryIpVersion: await primaryIpVersion(this.#context),
      spiceFiles: { certificate: paths.file('spicePem'), authority: paths.file('spiceCaPem') },
    });
    await kvmFiles.prepare();
    await saveRuntime(this.#context, instance.name, runtime);
    await this.#launcher.launch(instance, runtime);
  }

  async stop(instance: WireInstance, options: StopOptions): Promise<void> {
    const guest = await this.#guests.find(instance.name);
    if (guest !== undefined) {
      if (options.force || !new ParamReader(instance.hvparams).flag('acpi')) await this.#end(instance.name, guest.pid);
      else await this.#powerDown(instance.name);
    }
    const { files, kvmFiles } = this.#context;
    await files.remove(kvmFiles.local(kvmFiles.shutdownMark(instance.name)));
  }

  async cleanup(name: string): Promise<void> {
    if (await this.#guests.find(name)) throw new HypervisorError('Cannot cleanup a live instance');
    await removeGuestFiles(this.#context, name);
  }

  /** Ends the guest, by its own shutdown if it is quick, and starts QEMU again as it was started, with what was plugged since. */
  async reboot(instance: WireInstance): Promise<void> {
    const { name } = instance;
    const guest = await this.#guests.find(name);
    if (guest === undefined) throw new HypervisorError(`Failed to reboot instance ${name}: not running`);
    const runtime = await loadRuntime(this.#context, name);
    await this.stop(instance, { force: false, retry: false });
    const { processes, clock } = this.#context;
    if (!(await waitUntilGone(processes, clock, guest.pid, REBOOT_GRACE))) await this.#end(name, guest.pid);
    await saveRuntime(this.#context, name, runtime);
    await this.#launcher.launch(instance, runtime);
  }

  list(_hvparams: HvParams | null): Promise<readonly string[]> {
    return this.#guests.list();
  }

  info(name: string, _hvparams: HvParams | null): Promise<RunningInstance | undefined> {
    return this.#guests.info(name);
  }

  allInfo(_hvparams: HvParams | null): Promise<readonly RunningInstance[]> {
    return this.#guests.allInfo();
  }

  async nodeInfo(hvparams: HvParams | null): Promise<HypervisorNodeInfo> {
    const { version } = await this.#context.probe.of(binaryOf(hvparams));
    return { ...(await this.#context.nodeInfo.read()), hv_version: version };
  }

  verify(hvparams: HvParams | null): Promise<string | undefined> {
    return missingPrograms(hvparams);
  }

  async validateParams(params: HvParams): Promise<void> {
    await checkParams(this.#context, params);
  }

  console(instance: WireInstance, node: ConsoleNode): ConsoleInfo {
    return consoleInfo(instance, node, this.#context.kvmFiles, this.#consoleWrapper);
  }

  async balloonMemory(instance: WireInstance, memory: number): Promise<void> {
    await withMonitor(this.#context, instance.name, (monitor) => monitor.setBalloonMib(memory));
  }

  migrationInfo(instance: WireInstance): Promise<string> {
    return this.#migration.info(instance);
  }

  acceptInstance(instance: WireInstance, info: unknown, target: string): Promise<void> {
    return this.#migration.accept(instance, info, target);
  }

  migrate(_clusterName: string, instance: WireInstance, target: string, live: boolean): Promise<void> {
    return this.#migration.send(instance, target, live);
  }

  migrationStatus(instance: WireInstance): Promise<MigrationStatus> {
    return this.#migration.status(instance);
  }

  finalizeMigrationSource(instance: WireInstance, success: boolean, _live: boolean): Promise<void> {
    return this.#migration.finalizeSource(instance, success);
  }

  finalizeMigrationTarget(instance: WireInstance, info: unknown, success: boolean): Promise<void> {
    return this.#migration.finalizeTarget(instance, info, success);
  }

  /** Kills all guests of this node at once and leaves their files, as a power cut does. */
  async powercut(): Promise<void> {
    for (const name of await this.#guests.list()) {
      const guest = await this.#guests.find(name);
      if (guest !== undefined) this.#context.processes.signal(guest.pid, 'SIGKILL');
    }
  }

  async #end(name: string, pid: number): Promise<void> {
    const { processes, clock } = this.#context;
    if (!(await endProcess(processes, clock, pid))) {
      throw new HypervisorError(`Failed to stop instance ${name}: process ${String(pid)} does not end`);
    }
  }

  /** Presses the guest's power button; a guest that ends at that moment is as well. */
  async #powerDown(name: string): Promise<void> {
    try {
      await withMonitor(this.#context, name, ({ qmp }) => qmp.execute('system_powerdown'));
    } catch (e) {
      if (await this.#guests.find(name)) throw e;
    }
  }
}
