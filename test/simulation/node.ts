import type { RpcReply } from '@gnt/protocol';
import { silentLogger } from '../../lib/common/log.js';
import { Paths } from '../../lib/common/paths.js';
import { KeyedLock } from '../../lib/common/keyed-lock.js';
import { JournalFollower } from '../../lib/noded/backend/journal/follower.js';
import { createDispatch } from '../../lib/noded/dispatch.js';
import type { NodeContext } from '../../lib/noded/context.js';
import type { Handlers } from '../../lib/noded/handlers/types.js';
import type { RawReply } from '../../lib/rpc/transport.js';
import { NODE_MEMORY } from './cluster-config.js';
import { SimDisk } from './disk.js';
import type { Mirrors } from './drbd.js';
import type { Host, SimNetwork } from './network.js';
import { SimProcess } from './process.js';
import type { SeededRandom } from './random.js';
import type { SimTime } from './time.js';

/** A guest on a node, or one that is about to arrive there. */
export interface Guest {
  readonly name: string;
  readonly memory: number;
  state: 'running' | 'incoming';
  /** UUIDs of its mirrored disks. */
  readonly mirrors: readonly string[];
}

/** What the nodes of a cluster share. */
export interface World {
  readonly time: SimTime;
  readonly network: SimNetwork;
  readonly mirrors: Mirrors;
  readonly nodes: readonly SimNode[];
  /** Files on the shared storage. */
  readonly sharedFiles: Set<string>;
  readonly note: (line: string) => void;
  readonly complain: (what: string) => void;
  /** Daemons answer each call through these. */
  /** Whether a master daemon runs there. */
  readonly masterRuns: (node: SimNode) => boolean;
  /** What the service manager of a node is asked to do with its master daemon. */
  readonly startMaster: (node: SimNode, voting: boolean) => void;
  readonly stopMaster: (node: SimNode) => Promise<void>;
  readonly handlersFor: (node: SimNode) => Handlers;
}

export const paths = new Paths();

/** Clocks of machines are this far off at the most. */
const MAX_SKEW_MS = 20_000;

/** The daemon ended before it answered. */
export class ConnectionClosed extends Error {}

/** A machine of the cluster: disk, power, node daemon, hypervisor, volume group. */
export class SimNode implements Host {
  readonly uuid: string;
  readonly name: string;
  readonly address: string;
  readonly disk: SimDisk;
  readonly random: SeededRandom;
  /** By how many milliseconds its clock is ahead. */
  readonly clockSkew: number;
  readonly world: World;
  readonly guests = new Map<string, Guest>();
  /** Migrations away from here that were begun, by instance. */
  readonly migrations = new Map<string, 'active' | 'completed' | 'failed' | 'cancelled'>();
  /** Logical volumes ("group/name") with their sizes. */
  readonly volumes = new Map<string, number>();
  #boots = 1;
  #powered = true;
  #daemon: SimProcess | undefined;
  #journal: JournalFollower | undefined;
  #stopping = false;
  readonly #connections = new Set<() => void>();
  #dispatch: ReturnType<typeof createDispatch> | undefined;

  constructor(world: World, names: { uuid: string; name: string; address: string }, random: SeededRandom) {
    this.world = world;
    this.uuid = names.uuid;
    this.name = names.name;
    this.address = names.address;
    this.random = random;
    this.disk = new SimDisk(random.fork('disk'));
    this.clockSkew = random.fork('clock').between(-MAX_SKEW_MS, MAX_SKEW_MS);
  }

  get boot(): number | undefined {
    return this.#powered ? this.#boots : undefined;
  }
  get powered(): boolean {
    return this.#powered;
  }
  get listening(): boolean {
    return !this.#stopping && (this.#daemon?.alive ?? false);
  }
  get bootId(): string {
    return `boot-${this.name}-${this.#boots}`;
  }
  get memoryFree(): number {
    return NODE_MEMORY - 512 - [...this.guests.values()].reduce((sum, g) => sum + g.memory, 0);
  }

  /** Starts the node daemon. */
  startDaemon(): void {
    const process = new SimProcess(`noded@${this.name}`, this.world.time, this.clockSkew);
    const files = this.disk.files(process);
    this.#stopping = false;
    this.#journal = new JournalFollower({
      paths,
      files,
      appendFiles: this.disk.appendFiles(process),
      syncFiles: this.disk.syncFiles(process),
      clock: process.clock,
      log: silentLogger,
      masterRuns: () => Promise.resolve(this.world.masterRuns(this)),
    });
    const ctx = {
      paths,
      clock: process.clock,
      random: this.random,
      files,
      exclusive: new KeyedLock(),
      log: silentLogger,
      journal: this.#journal,
    } satisfies Partial<NodeContext>;
    this.#daemon = process;
    this.#dispatch = createDispatch(this.world.handlersFor(this), ctx as unknown as NodeContext);
  }

  /** Stops the node daemon as a service manager does; resolves when it has ended, never when the machine goes down. */
  async stopDaemon(): Promise<void> {
    const daemon = this.#daemon;
    if (!daemon) return;
    this.#stopping = true;
    await this.#journal?.close().catch((e: unknown) => {
      this.world.note(`the node daemon of ${this.name} could not close the journal: ${(e as Error).message}`);
    });
    if (this.#daemon !== daemon) return;
    this.killDaemon();
  }

  /** Kills the node daemon; guests run on. */
  killDaemon(): void {
    this.#daemon?.kill();
    for (const hangUp of this.#connections) hangUp();
    this.#connections.clear();
    if (this.#daemon) this.disk.interrupt(this.#daemon);
  }

  powerOff(): void {
    this.#powered = false;
    this.killDaemon();
    this.guests.clear();
    this.migrations.clear();
    this.world.mirrors.powerOff(this.uuid);
    this.disk.powerCut();
  }

  powerOn(): void {
    this.#powered = true;
    this.#boots += 1;
    this.startDaemon();
  }

  /** Waits as the daemon does, forever when it is killed meanwhile. */
  async takes(ms: number): Promise<void> {
    const daemon = this.#daemon;
    if (!daemon) return new Promise(() => undefined);
    await daemon.clock.sleep(this.random.between(ms / 2, ms * 1.5));
  }

  async answer(call: string, body: string): Promise<RawReply> {
    const answer = this.#dispatch?.(call, body);
    if (answer === undefined) {
      this.world.note(`call ${call} is not modelled`);
      return { status: 404, body: '{"message":"unknown call"}' };
    }
    let hangUp = (): void => undefined;
    const cut = new Promise<never>((_resolve, reject) => {
      hangUp = () => {
        // A machine without power says nothing; a daemon that ends has its connections closed.
        if (this.#powered) reject(new ConnectionClosed());
      };
      this.#connections.add(hangUp);
    });
    const reply: RpcReply | readonly [boolean, unknown] = await Promise.race([answer, cut]);
    this.#connections.delete(hangUp);
    return { status: 200, body: JSON.stringify(reply) };
  }
}
