import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { WireInstance } from '@gnt/protocol';
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
} from './command/index.js';
import { withMonitor, type KvmContext } from './context.js';
import { Guests, type GuestProcess } from './guests.js';
import { connectNics } from './nics.js';
import { releaseGuest } from './release.js';
import { placeOf, vncSocket, type KvmRuntime } from './runtime-file.js';

export interface LaunchOptions {
  /** Where the guest's source will connect; undefined starts the guest here. */
  readonly incoming?: NonNullable<Completion['incoming']>;
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
    if (new ParamReader(instance.hvparams).flag('user_shutdown')) await this.#context.ensureKvmd();
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
      const { pid } = await undo.step(
        'QEMU',
        () => this.#run(name, argv),
        () => this.#kill(name),
      );
      const release = { pid, runtime, memory, incoming: options.incoming !== undefined };
      await withMonitor(this.#context, name, (monitor) => releaseGuest(this.#context, instance, monitor, release));
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
    const setup = { features, nicType: then.text('nic_type'), who, incoming: options.incoming !== undefined };
    const nics = await connectNics(this.#context, instance, runtime.nics, setup, undo);
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

  async #run(name: string, argv: readonly string[]): Promise<GuestProcess> {
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
    const guest = await this.#guests.find(name);
    if (guest === undefined) throw new HypervisorError(`Failed to start instance ${name}`);
    return guest;
  }

  async #kill(name: string): Promise<void> {
    const guest = await this.#guests.find(name);
    if (guest !== undefined) await endProcess(this.#context.processes, this.#context.clock, guest.pid);
  }
}
