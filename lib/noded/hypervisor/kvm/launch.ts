import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { WireInstance, WireNic } from '@gnt/protocol';
import { Undo } from '../../../common/undo.js';
import { HypervisorError } from '../errors.js';
import { startupMemory } from '../node-info.js';
import { ParamReader } from '../params.js';
import { endProcess } from '../processes.js';
import { removeGuestFiles, removeTaps } from './cleanup.js';
import {
  completeCommand,
  diskOptions,
  localCommand,
  nicFeatures,
  nicOptions,
  runAsOptions,
  type Completion,
  type NicOnTap,
} from './command/index.js';
import { withMonitor, type KvmContext } from './context.js';
import { pinning } from './cpu-mask.js';
import { Guests } from './guests.js';
import type { Monitor } from './monitor.js';
import { nicEnvironment } from './network/environment.js';
import { nicPlace, placeOf, vncSocket, type KvmRuntime } from './runtime-file.js';

export interface LaunchOptions {
  /** Where the guest's source will connect; undefined starts the guest here. */
  readonly incoming?: NonNullable<Completion['incoming']>;
}

/** Whether a NIC is in routed mode: such a one is connected only when the guest runs here. */
export function isRouted(nic: WireNic): boolean {
  return nic.nicparams?.['mode'] === 'routed';
}

/** Starts QEMU for a guest's runtime; when that fails, what was made for it is gone again. */
export class Launcher {
  readonly #context: KvmContext;
  readonly #guests: Guests;

  constructor(context: KvmContext) {
    this.#context = context;
    this.#guests = new Guests(context);
  }

  async launch(instance: WireInstance, runtime: KvmRuntime, options: LaunchOptions = {}): Promise<void> {
    const { name } = instance;
    await this.#guests.requireDown(name);
    const undo = new Undo();
    try {
      await undo.step(
        'files of the guest',
        async () => this.#clearOld(name),
        () => removeGuestFiles(this.#context, name),
      );
      const argv = await this.#commandLine(instance, runtime, options, undo);
      // Before QEMU is there: afterwards the guest itself would count as a user of memory.
      const { memory_free: free } = await this.#context.nodeInfo.read();
      const memory = startupMemory(instance.beparams, free);
      await undo.step(
        'QEMU',
        () => this.#run(name, argv),
        () => this.#kill(name),
      );
      await withMonitor(this.#context, name, (monitor) =>
        this.#release(instance, runtime, monitor, { ...options, memory }),
      );
      undo.commit();
    } catch (e) {
      for (const { what, error } of await undo.rollback()) {
        this.#context.log.warn(
          { instance: name, what, reason: error.message },
          'could not undo part of a failed start',
        );
      }
      throw e;
    }
  }

  /** Removes taps and the pid file that a guest of before left; the runtime file may already be the new one. */
  async #clearOld(name: string): Promise<void> {
    const { files, kvmFiles } = this.#context;
    await removeTaps(this.#context, name);
    await files.remove(kvmFiles.local(kvmFiles.pid(name)));
    await files.remove(kvmFiles.local(kvmFiles.shutdownMark(name)));
  }

  async #commandLine(
    instance: WireInstance,
    runtime: KvmRuntime,
    options: LaunchOptions,
    undo: Undo,
  ): Promise<string[]> {
    const { kvmFiles, probe, runAs } = this.#context;
    const { name } = instance;
    const now = new ParamReader(instance.hvparams);
    // What the guest sees stays as it was when it started; parameters that are newer come from the configuration.
    const then = new ParamReader({ ...instance.hvparams, ...runtime.hvparams });
    const capabilities = await probe.of(String(runtime.command[0]));
    const who = await runAs.choose(name, now);
    const features = nicFeatures(then, capabilities);
    const nics = await this.#connectNics(
      instance,
      runtime.nics,
      { features, nicType: then.text('nic_type'), who, incoming: options.incoming !== undefined },
      undo,
    );
    const disks = runtime.disks.map(({ disk, link, uri }) => ({
      disk,
      info: placeOf(disk),
      path: link === null ? null : kvmFiles.local(link),
      uri,
    }));
    await this.#prepareSockets(name, runtime);
    return completeCommand(localCommand(runtime.command, kvmFiles), {
      keymap: now.text('keymap'),
      nics: nicOptions(nics, features),
      disks: diskOptions(disks, then, capabilities),
      sockets: {
        qmp: kvmFiles.socket(kvmFiles.control(name, 'qmp')),
        kvmd: kvmFiles.socket(kvmFiles.control(name, 'kvmd')),
      },
      runAs: runAsOptions(capabilities, who),
      ...(options.incoming === undefined ? {} : { incoming: options.incoming }),
    });
  }

  async #connectNics(
    instance: WireInstance,
    nics: readonly WireNic[],
    how: { features: ReturnType<typeof nicFeatures>; nicType: string; who: { user?: string }; incoming: boolean },
    undo: Undo,
  ): Promise<NicOnTap[]> {
    const { taps, interfaces, files, kvmFiles } = this.#context;
    if (nics.length > 0) await mkdir(kvmFiles.local(kvmFiles.nicDir(instance.name)), { recursive: true, mode: 0o775 });
    const connected: NicOnTap[] = [];
    for (const [index, nic] of nics.entries()) {
      const tap = await undo.step(
        `tap of NIC ${String(index)}`,
        () => taps.create(nic, how.features, how.who.user),
        (t) => taps.remove(t),
      );
      await files.writeAtomic(kvmFiles.local(kvmFiles.nic(instance.name, index)), tap, { mode: 0o600, durable: false });
      if (!(how.incoming && isRouted(nic))) await interfaces.connect(nicEnvironment(instance, index, nic, tap));
      connected.push({ nic, info: nicPlace(nic, how.nicType), tap });
    }
    return connected;
  }

  /** Makes the short link to the sockets' directory when their paths are too long, and VNC's directory on a virtual node. */
  async #prepareSockets(name: string, runtime: KvmRuntime): Promise<void> {
    const { kvmFiles, paths } = this.#context;
    await kvmFiles.prepare();
    for (const socket of ['monitor', 'serial', 'qmp', 'kvmd', 'qga'] as const) {
      await kvmFiles.linkSocketDir(kvmFiles.control(name, socket));
    }
    const vnc = vncSocket(runtime);
    if (vnc === undefined) return;
    if (paths.virtual) await mkdir(dirname(kvmFiles.local(vnc)), { recursive: true, mode: 0o775 });
    await kvmFiles.linkSocketDir(vnc);
  }

  async #run(name: string, argv: readonly string[]): Promise<void> {
    const [program = '', ...args] = argv;
    const { files, kvmFiles } = this.#context;
    const log = kvmFiles.local(kvmFiles.log(name));
    await files.remove(log);
    const result = await this.#context.runner.tryRun(program, args, { timeout: 120_000 });
    if (result.exitCode !== 0) {
      const how = result.timedOut ? 'timed out' : `exited with exit code ${String(result.exitCode)}`;
      // With -D, most of what QEMU has to say goes to its log.
      const said = [result.stderr, result.stdout, await files.readTextIfPresent(log)].join('').trim();
      throw new HypervisorError(`Failed to start instance ${name}: ${how} (${said.slice(-2000)})`);
    }
    if (!(await this.#guests.find(name))) throw new HypervisorError(`Failed to start instance ${name}`);
  }

  async #kill(name: string): Promise<void> {
    const guest = await this.#guests.find(name);
    if (guest !== undefined) await endProcess(this.#context.processes, this.#context.clock, guest.pid);
  }

  /** Sets what must be set while the guest stands still, then lets it go. */
  async #release(
    instance: WireInstance,
    runtime: KvmRuntime,
    monitor: Monitor,
    { incoming, memory }: LaunchOptions & { readonly memory: number },
  ): Promise<void> {
    const hvp = new ParamReader(instance.hvparams);
    for (const protocol of ['vnc', 'spice'] as const) {
      const file = hvp.text(`${protocol}_password_file`);
      if (file !== '') await monitor.setPassword(protocol, await this.#password(protocol, file));
    }
    await this.#pin(instance.name, runtime, monitor);
    if (incoming !== undefined) return;
    if (memory < Number(instance.beparams['maxmem'])) await monitor.setBalloonMib(memory);
    if (!runtime.command.includes('-S')) await monitor.qmp.execute('cont');
  }

  async #pin(name: string, runtime: KvmRuntime, monitor: Monitor): Promise<void> {
    const mask = new ParamReader(runtime.hvparams).text('cpu_mask');
    const guest = await this.#guests.find(name);
    if (mask === '' || mask === 'all' || guest === undefined) return;
    for (const [task, cpus] of pinning(mask, guest.pid, await monitor.cpuThreads())) {
      // One set for the whole guest holds for all threads QEMU has.
      const scope = task === guest.pid ? ['-a'] : [];
      await this.#context.runner.run('taskset', [...scope, '-p', '-c', cpus.join(','), String(task)]);
    }
  }

  async #password(protocol: string, file: string): Promise<string> {
    const text = await this.#context.files.readText(file).catch((cause: unknown) => {
      throw new HypervisorError(`Failed to open ${protocol.toUpperCase()} password file ${file}`, { cause });
    });
    const [line = '', ...rest] = text.split('\n');
    if (line === '' || rest.some((l) => l !== '')) {
      throw new HypervisorError(`${protocol.toUpperCase()} password file ${file} must have exactly one line`);
    }
    return line;
  }
}
