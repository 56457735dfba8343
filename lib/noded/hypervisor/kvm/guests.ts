import { readdir, stat } from 'node:fs/promises';
import { isMissing } from '../../../common/files.js';
import { HypervisorError, reasonOf } from '../errors.js';
import type { RunningInstance } from '../interface.js';
import { withMonitor, type KvmContext } from './context.js';

/** A live QEMU process of this node. */
export interface GuestProcess {
  readonly pid: number;
  readonly name: string;
  /** MiB, as given at its start. */
  readonly memory: number;
  readonly vcpus: number;
}

/** Reads name, memory and CPUs off a QEMU command line; undefined when it is none of ours. */
export function parseGuestCommand(
  pid: number,
  argv: readonly string[],
): (GuestProcess & { pidFile: string | undefined }) | undefined {
  const value = (option: string): string | undefined => {
    const at = argv.indexOf(option);
    return at < 0 ? undefined : argv[at + 1]?.split(',')[0];
  };
  const name = value('-name');
  if (name === undefined) return undefined;
  const at = argv.indexOf('-pidfile');
  const pidFile = at < 0 ? undefined : argv[at + 1];
  return { pid, name, memory: Number(value('-m') ?? 0), vcpus: Number(value('-smp') ?? 0), pidFile };
}

/** Finds and describes the guests that run on this node. */
export class Guests {
  readonly #context: KvmContext;

  constructor(context: KvmContext) {
    this.#context = context;
  }

  /** The guest's process, if its pid file names one that is truly it; another node's or a reused number does not count. */
  async find(name: string): Promise<GuestProcess | undefined> {
    const { kvmFiles, files, processes } = this.#context;
    const pidFile = kvmFiles.local(kvmFiles.pid(name));
    const text = await files.readTextIfPresent(pidFile);
    const pid = Number(text?.trim());
    if (!Number.isInteger(pid) || pid <= 0) return undefined;
    const argv = await processes.commandLine(pid);
    const guest = argv === undefined ? undefined : parseGuestCommand(pid, argv);
    if (guest?.name !== name) return undefined;
    return guest.pidFile === undefined || guest.pidFile === pidFile ? guest : undefined;
  }

  /** Throws when the guest already runs. */
  async requireDown(name: string): Promise<void> {
    if (await this.find(name)) throw new HypervisorError(`Failed to start instance ${name}: already running`);
  }

  async list(): Promise<string[]> {
    const names = await this.#entries('pid');
    const guests = await Promise.all(names.map((name) => this.find(name)));
    return guests.flatMap((guest) => (guest === undefined ? [] : [guest.name])).sort();
  }

  async info(name: string): Promise<RunningInstance | undefined> {
    const guest = await this.find(name);
    if (guest === undefined) {
      const mark = this.#context.kvmFiles.local(this.#context.kvmFiles.shutdownMark(name));
      const byUser = await stat(mark).catch(() => undefined);
      return byUser === undefined ? undefined : { name, id: -1, memory: 0, vcpus: 0, state: 'shutdown', time: 0 };
    }
    const { memory, vcpus } = await this.#live(guest);
    return { name, id: guest.pid, memory, vcpus, state: 'running', time: 0 };
  }

  async allInfo(): Promise<RunningInstance[]> {
    const entries = await this.#entries('conf');
    const names = entries.filter((e) => e.endsWith('.runtime')).map((e) => e.slice(0, -'.runtime'.length));
    const infos = await Promise.all(names.map((name) => this.info(name)));
    return infos.filter((info) => info !== undefined);
  }

  /** CPUs and memory as QEMU has them now; what it was started with when it does not answer. */
  async #live(guest: GuestProcess): Promise<{ memory: number; vcpus: number }> {
    let { memory, vcpus } = guest;
    try {
      await withMonitor(this.#context, guest.name, async (monitor) => {
        vcpus = (await monitor.cpuThreads()).size;
        memory = await monitor.balloonMib();
      });
    } catch (e) {
      if (!(e instanceof HypervisorError)) throw e;
      this.#context.log.debug({ instance: guest.name, reason: reasonOf(e) }, 'guest does not tell its memory');
    }
    return { memory, vcpus };
  }

  async #entries(dir: 'pid' | 'conf'): Promise<string[]> {
    const { kvmFiles } = this.#context;
    try {
      return (await readdir(kvmFiles.local(kvmFiles.dir(dir)))).filter((name) => !name.startsWith('.'));
    } catch (e) {
      if (isMissing(e)) return [];
      throw e;
    }
  }
}
