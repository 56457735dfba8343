import type { Clock } from '../../../common/clock.js';
import { KeyedLock } from '../../../common/keyed-lock.js';
import { QmpClient } from './qmp/client.js';

/** State of a migration as its source's QEMU tells it. */
export interface QemuMigration {
  readonly status?: string;
  readonly 'error-desc'?: string;
  readonly ram?: { readonly transferred: number; readonly total: number; readonly 'dirty-sync-count'?: number };
}

/** The commands a driver gives to a guest's QEMU, over an open connection. */
export class Monitor {
  readonly qmp: QmpClient;

  constructor(qmp: QmpClient) {
    this.qmp = qmp;
  }

  /** Thread of each virtual CPU. */
  async cpuThreads(): Promise<ReadonlyMap<number, number>> {
    const cpus = (await this.qmp.execute('query-cpus-fast')) as readonly { 'cpu-index': number; 'thread-id': number }[];
    return new Map(cpus.map((cpu) => [cpu['cpu-index'], cpu['thread-id']]));
  }

  /** Memory the guest has now, in MiB. Fails where the guest has no balloon. */
  async balloonMib(): Promise<number> {
    const { actual } = (await this.qmp.execute('query-balloon')) as { actual: number };
    return Math.floor(actual / 1048576);
  }

  /** Whether QEMU runs the guest, has it stopped, waits for a migration... */
  async runState(): Promise<string> {
    return ((await this.qmp.execute('query-status')) as { status: string }).status;
  }

  async setBalloonMib(mib: number): Promise<void> {
    await this.qmp.execute('balloon', { value: mib * 1048576 });
  }

  async setPassword(protocol: 'vnc' | 'spice', password: string): Promise<void> {
    await this.qmp.execute('set_password', { protocol, password });
  }

  async setMigrationCapabilities(names: readonly string[], state: boolean): Promise<void> {
    if (names.length === 0) return;
    await this.qmp.execute('migrate-set-capabilities', {
      capabilities: names.map((capability) => ({ capability, state })),
    });
  }

  async startMigration(uri: string, bandwidth: number, downtimeMs: number): Promise<void> {
    const [major] = this.qmp.version;
    await this.qmp.execute('migrate-set-parameters', {
      'max-bandwidth': bandwidth,
      'downtime-limit': downtimeMs,
      ...(major >= 3 ? { 'max-postcopy-bandwidth': bandwidth } : {}),
    });
    await this.qmp.execute('migrate', { uri });
  }

  async migration(): Promise<QemuMigration> {
    return (await this.qmp.execute('query-migrate')) as QemuMigration;
  }

  /** Whether a device is on the first PCI bus or among the block devices. */
  async hasDevice(id: string): Promise<boolean> {
    const buses = (await this.qmp.execute('query-pci')) as readonly { devices: readonly { qdev_id: string }[] }[];
    if (buses[0]?.devices.some((device) => device.qdev_id === id) === true) return true;
    const blocks = (await this.qmp.execute('query-block')) as readonly { device: string; qdev?: string }[];
    return blocks.some((block) => block.device === id || block.qdev === id);
  }
}

/** Opens monitors: one connection to a socket at a time, since QEMU lets others wait without a word. */
export class Monitors {
  readonly #clock: Clock;
  readonly #turns = new KeyedLock();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs `work` over a connection of its own. */
  async with<T>(socket: string, work: (monitor: Monitor) => Promise<T>): Promise<T> {
    return this.#turns.run(socket, async () => {
      const qmp = await QmpClient.open(socket, this.#clock);
      try {
        return await work(new Monitor(qmp));
      } finally {
        qmp.close();
      }
    });
  }
}
