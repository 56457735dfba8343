import { readFile } from 'node:fs/promises';
import type { WireInstance } from '@gnt/protocol';
import { isMissing } from '../../../common/files.js';
import { HypervisorError, reasonOf } from '../errors.js';
import type { MigrationStatus } from '../interface.js';
import { ParamReader } from '../params.js';
import { endProcess } from '../processes.js';
import { removeGuestFiles } from './cleanup.js';
import { withMonitor, type KvmContext } from './context.js';
import { Guests } from './guests.js';
import { Launcher } from './launch.js';
import type { QemuMigration } from './monitor.js';
import { nicEnvironment } from './network/environment.js';
import { isRouted } from './nics.js';
import { parseRuntime } from './runtime-file.js';
import { readRuntimeText, saveRuntimeText } from './runtime-store.js';

/** Passes over memory before a guest with postcopy-ram is switched over, as in the original. */
const PRECOPY_PASSES = 2;
/** States of QEMU in which the migration is neither done nor lost. */
const UNDER_WAY = [
  'active',
  'setup',
  'device',
  'pre-switchover',
  'wait-unplug',
  'cancelling',
  'postcopy-paused',
  'postcopy-recover',
];

function capabilitiesOf(instance: WireInstance): string[] {
  return new ParamReader(instance.hvparams)
    .text('migration_caps')
    .split(':')
    .filter((name) => name !== '');
}

/** Moves running guests between nodes over TCP. */
export class Migration {
  readonly #context: KvmContext;
  readonly #guests: Guests;
  readonly #launcher: Launcher;

  constructor(context: KvmContext) {
    this.#context = context;
    this.#guests = new Guests(context);
    this.#launcher = new Launcher(context);
  }

  /** What the target must know: the runtime file. */
  async info(instance: WireInstance): Promise<string> {
    return readRuntimeText(this.#context, instance.name);
  }

  /** Starts a QEMU here that waits for the guest. */
  async accept(instance: WireInstance, info: unknown, address: string): Promise<void> {
    const port = new ParamReader(instance.hvparams).int('migration_port');
    await this.#launcher.launch(instance, parseRuntime(runtimeText(info)), { incoming: { address, port } });
    const names = capabilitiesOf(instance);
    if (names.length > 0) await this.#monitor(instance, (m) => m.setMigrationCapabilities(names, true));
  }

  /** Sends the guest; returns when that has begun. */
  async send(instance: WireInstance, target: string, live: boolean): Promise<void> {
    const hvp = new ParamReader(instance.hvparams);
    if (!(await this.#guests.find(instance.name))) throw new HypervisorError('Instance not running, cannot migrate');
    await this.#monitor(instance, async (monitor) => {
      if (!live) await monitor.qmp.execute('stop');
      await monitor.setMigrationCapabilities(capabilitiesOf(instance), true);
      const bandwidth = hvp.int('migration_bandwidth') * 1024 * 1024;
      const uri = `tcp:${target}:${String(hvp.int('migration_port'))}`;
      await monitor.startMigration(uri, bandwidth, hvp.int('migration_downtime'));
    });
  }

  /** How far the source is; switches to postcopy when the guest may and memory has been passed over often enough. */
  async status(instance: WireInstance): Promise<MigrationStatus> {
    return this.#monitor(instance, async (monitor) => {
      const state = await monitor.migration();
      const status = wireStatus(state);
      if (status.status === 'failed') {
        this.#context.log.warn(
          { instance: instance.name, reason: state['error-desc'] },
          'QEMU reports that the migration failed',
        );
      }
      const postcopy = capabilitiesOf(instance).some((name) => name.includes('postcopy-ram'));
      if (!postcopy || state.status !== 'active' || (state.ram?.['dirty-sync-count'] ?? 0) < PRECOPY_PASSES)
        return status;
      await monitor.qmp.execute('migrate-start-postcopy');
      return { ...status, postcopy_status: 'postcopy-active' };
    });
  }

  /** Ends the guest here when it has gone, lets it go on when it has not. */
  async finalizeSource(instance: WireInstance, success: boolean): Promise<void> {
    const guest = await this.#guests.find(instance.name);
    if (success || guest === undefined) {
      if (guest !== undefined) await endProcess(this.#context.processes, this.#context.clock, guest.pid);
      await removeGuestFiles(this.#context, instance.name);
      return;
    }
    await this.#monitor(instance, async (monitor) => {
      await monitor.qmp.execute('cont');
      await monitor.setMigrationCapabilities(capabilitiesOf(instance), false);
    });
  }

  /** Makes the guest this node's when it has come; removes the QEMU that waited for it when it has not. */
  async finalizeTarget(instance: WireInstance, info: unknown, success: boolean): Promise<void> {
    if (!success) {
      const guest = await this.#guests.find(instance.name);
      if (guest !== undefined) await endProcess(this.#context.processes, this.#context.clock, guest.pid);
      await removeGuestFiles(this.#context, instance.name);
      return;
    }
    const text = runtimeText(info);
    await this.#connectRouted(instance, text);
    await saveRuntimeText(this.#context, instance.name, text);
    const startedPaused = parseRuntime(text).command.includes('-S');
    await this.#monitor(instance, async (monitor) => {
      await monitor.setMigrationCapabilities(capabilitiesOf(instance), false);
      // A guest that was stopped for a non-live migration arrives stopped.
      if (!startedPaused && (await monitor.runState()) === 'paused') await monitor.qmp.execute('cont');
    });
  }

  async #connectRouted(instance: WireInstance, text: string): Promise<void> {
    const { kvmFiles, interfaces, log } = this.#context;
    for (const [index, nic] of parseRuntime(text).nics.entries()) {
      if (!isRouted(nic)) continue;
      try {
        const tap = (await readFile(kvmFiles.local(kvmFiles.nic(instance.name, index)), 'utf8')).trim();
        await interfaces.connect(nicEnvironment(instance, index, nic, tap));
      } catch (e) {
        // The guest is here and runs: it cannot be sent back for want of its route.
        if (!(e instanceof HypervisorError) && !isMissing(e)) throw e;
        log.warn(
          { instance: instance.name, nic: index, reason: reasonOf(e) },
          'a routed NIC of a migrated guest has no connection',
        );
      }
    }
  }

  #monitor<T>(instance: WireInstance, work: Parameters<typeof withMonitor<T>>[2]): Promise<T> {
    return withMonitor(this.#context, instance.name, work);
  }
}

/** QEMU's state in the words of the wire. */
export function wireStatus(state: QemuMigration): MigrationStatus {
  const { status = 'none', ram } = state;
  const amounts = ram === undefined ? {} : { transferred_ram: ram.transferred, total_ram: ram.total };
  switch (status) {
    case 'completed':
    case 'failed':
    case 'cancelled':
    case 'postcopy-active':
      return { status, ...amounts };
    default:
      // "none": QEMU knows of no migration, so nothing will ever come of it.
      return { status: UNDER_WAY.includes(status) ? 'active' : 'failed', ...amounts };
  }
}

function runtimeText(info: unknown): string {
  if (typeof info === 'string' && info !== '') return info;
  throw new HypervisorError('The migration information of the source node is not the text of a KVM runtime file');
}
