import { stat } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { existsSync } from 'node:fs';
import { KVM_PATH, SOCAT_PATH } from '@gnt/constants';
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
import { CapabilityProbe, type QemuCapabilities } from './capabilities.js';
import { removeGuestFiles } from './cleanup.js';
import { isUrl, type InterfaceAddresses } from './command/index.js';
import { consoleInfo } from './console.js';
import { withMonitor, type KvmContext } from './context.js';
import { KvmFiles } from './files.js';
import { generateRuntime } from './generate.js';
import { Guests } from './guests.js';
import { KvmHotplug } from './hotplug.js';
import { Launcher } from './launch.js';
import { Migration } from './migration.js';
import { Monitors } from './monitor.js';
import { InterfaceSetup } from './network/interface-setup.js';
import { Taps } from './network/taps.js';
import { RunAsChooser } from './run-as.js';
import { loadRuntime, saveRuntime } from './runtime-store.js';
import { validateParams } from './validate.js';

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
    const capabilities = await this.#validate(instance.hvparams);
    await this.#checkUrls(instance.hvparams);
    const { paths, kvmFiles } = this.#context;
    const runtime = generateRuntime({
      instance,
      disks,
      capabilities,
      paused: options.paused,
      files: kvmFiles,
      virtual: paths.virtual,
      interfaceAddresses,
      primaryIpVersion: await this.#primaryIpVersion(),
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

  async verify(hvparams: HvParams | null): Promise<string | undefined> {
    const problems: string[] = [];
    for (const [what, path] of [
      ['KVM', binaryOf(hvparams)],
      ['socat', SOCAT_PATH],
    ] as const) {
      const found = await stat(path).catch(() => undefined);
      if (found === undefined) problems.push(`The ${what} binary ('${path}') does not exist`);
    }
    return problems.length === 0 ? undefined : problems.join('; ');
  }

  async validateParams(params: HvParams): Promise<void> {
    await this.#validate(params);
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

  async #validate(params: HvParams): Promise<QemuCapabilities> {
    const hvp = new ParamReader(params);
    if (hvp.text('kvm_path') === '')
      throw new HypervisorError("Parameter 'kvm_path' is required but is currently not defined");
    const capabilities = await this.#context.probe.of(hvp.text('kvm_path'));
    const requireUser = (user: string): Promise<string> => this.#context.runAs.userName(user);
    await validateParams(params, { capabilities, interfaceAddresses, requireUser });
    return capabilities;
  }

  /** QEMU hangs on an image that its server does not have. */
  async #checkUrls(params: HvParams): Promise<void> {
    const hvp = new ParamReader(params);
    for (const url of [hvp.text('cdrom_image_path'), hvp.text('cdrom2_image_path')].filter(isUrl)) {
      const abort = new AbortController();
      const cancel = this.#context.clock.after(10_000, () => {
        abort.abort();
      });
      const found = await fetch(url, { method: 'HEAD', signal: abort.signal }).catch(() => undefined);
      cancel();
      if (found?.ok !== true) throw new HypervisorError(`Cdrom ISO image '${url}' is not accessible`);
    }
  }

  async #primaryIpVersion(): Promise<4 | 6> {
    const { files, paths } = this.#context;
    const family = (await files.readTextIfPresent(paths.ssconf('primary_ip_family')))?.trim();
    return family === '10' ? 6 : 4;
  }
}

function binaryOf(hvparams: HvParams | null): string {
  return hvparams === null ? KVM_PATH : new ParamReader(hvparams).text('kvm_path') || KVM_PATH;
}

/** Addresses of an interface of this machine; undefined when it has none of that name. */
function interfaceAddresses(name: string): InterfaceAddresses | undefined {
  const addresses = networkInterfaces()[name];
  if (addresses === undefined) {
    const present = /^[^/]+$/.test(name) && existsSync(`/sys/class/net/${name}`);
    return present ? { ipv4: [], ipv6: [] } : undefined;
  }
  const of = (family: string): string[] => addresses.filter((a) => a.family === family).map((a) => a.address);
  return { ipv4: of('IPv4'), ipv6: of('IPv6') };
}
