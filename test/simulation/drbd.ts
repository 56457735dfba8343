import type { SimNetwork } from './network.js';
import type { SimTime } from './time.js';

/** One side of a mirrored disk: a DRBD device with its backing volume. */
interface Side {
  readonly node: string;
  readonly minor: number;
  /** Grows with each write that reached this side. */
  version: number;
  /** Set up by the kernel: has a minor. */
  attached: boolean;
  /** Tries to find its peer. */
  wantsPeer: boolean;
  primary: boolean;
  /** Both sides may be primary. */
  dual: boolean;
}

/** A mirrored disk over its two nodes. */
interface Mirror {
  readonly uuid: string;
  readonly sides: Map<string, Side>;
  connected: boolean;
  /** When the resynchronisation that runs is done. */
  syncedAt: number;
  connecting: (() => void) | undefined;
}

const CONNECT_MS = 800;
const SYNC_MS = 3000;

/** Says when a rule of mirroring was broken. */
export type Complain = (what: string) => void;

/**
 * The mirrored disks of all nodes, as their kernels run them: sides connect after a while when both want to and the
 * network lets them; a connected side gets what the other one is written; after a separation the newer side wins.
 */
export class Mirrors {
  readonly #time: SimTime;
  readonly #network: SimNetwork;
  readonly #complain: Complain;
  readonly #mirrors = new Map<string, Mirror>();

  constructor(time: SimTime, network: SimNetwork, complain: Complain) {
    this.#time = time;
    this.#network = network;
    this.#complain = complain;
  }

  /** Minors in use on a node, with the disk of each. */
  minors(node: string): Map<number, string> {
    const found = new Map<number, string>();
    for (const { uuid, sides } of this.#mirrors.values()) {
      const side = sides.get(node);
      if (side?.attached) found.set(side.minor, uuid);
    }
    return found;
  }

  exists(disk: string, node: string): boolean {
    return this.#mirrors.get(disk)?.sides.has(node) ?? false;
  }

  create(disk: string, node: string, minor: number): void {
    const mirror = this.#mirrors.get(disk) ?? {
      uuid: disk,
      sides: new Map<string, Side>(),
      connected: false,
      syncedAt: 0,
      connecting: undefined,
    };
    this.#mirrors.set(disk, mirror);
    mirror.sides.set(node, {
      node,
      minor,
      version: 0,
      attached: false,
      wantsPeer: false,
      primary: false,
      dual: false,
    });
  }

  remove(disk: string, node: string): void {
    const mirror = this.#mirrors.get(disk);
    this.detach(disk, node);
    mirror?.sides.delete(node);
    if (mirror?.sides.size === 0) this.#mirrors.delete(disk);
  }

  /** Sets a side up and lets it look for its peer. Fails when another disk has the minor. */
  attach(disk: string, node: string): void {
    const side = this.#side(disk, node);
    const holder = this.minors(node).get(side.minor);
    // After a removal that did not get through, the remains of a disk may be in the way of another.
    if (holder !== undefined && holder !== disk) throw new Error(`minor ${side.minor} is in use by disk ${holder}`);
    side.attached = true;
    this.connect(disk, node, side.dual);
  }

  detach(disk: string, node: string): void {
    const side = this.#mirrors.get(disk)?.sides.get(node);
    if (!side) return;
    this.disconnect(disk, node);
    Object.assign(side, { attached: false, primary: false, dual: false });
  }

  connect(disk: string, node: string, dual: boolean): void {
    const mirror = this.#mirror(disk);
    const side = this.#side(disk, node);
    side.wantsPeer = true;
    side.dual = dual;
    if (mirror.connected || mirror.connecting) return;
    mirror.connecting = this.#time.after(CONNECT_MS, () => {
      mirror.connecting = undefined;
      this.#tryConnect(mirror);
    });
  }

  disconnect(disk: string, node: string): void {
    const mirror = this.#mirrors.get(disk);
    const side = mirror?.sides.get(node);
    if (!mirror || !side) return;
    side.wantsPeer = false;
    mirror.connected = false;
  }

  /** Makes a side writable. */
  promote(disk: string, node: string, force: boolean): void {
    const mirror = this.#mirror(disk);
    const side = this.#side(disk, node);
    if (!side.attached) throw new Error('the device is not set up');
    if (side.primary) return;
    const peer = this.#peer(mirror, node);
    if (peer?.primary && mirror.connected && !(side.dual && peer.dual))
      throw new Error('the peer is primary and only one side may be');
    if (!force && !mirror.connected && peer && this.couldConnect(disk)) {
      this.#complain(`disk ${disk} was promoted on ${node} before its peer on ${peer.node} connected`);
    }
    side.primary = true;
  }

  demote(disk: string, node: string): void {
    this.#side(disk, node).primary = false;
  }

  /** A guest writes on a primary side. */
  write(disk: string, node: string): void {
    const mirror = this.#mirrors.get(disk);
    const side = mirror?.sides.get(node);
    if (!mirror || !side?.primary) return;
    const peer = this.#peer(mirror, node);
    if (peer && peer.version > side.version && this.couldConnect(disk) && !mirror.connected) {
      this.#complain(`a guest on ${node} writes to disk ${disk}, whose newer content is on ${peer.node}`);
    }
    side.version += 1;
    if (mirror.connected && peer && this.inSync(disk)) peer.version = side.version;
  }

  /** Both sides are set up and reach one another, so that they are connected or soon will be. */
  couldConnect(disk: string): boolean {
    const sides = [...this.#mirror(disk).sides.values()];
    const [a, b] = sides;
    if (!a || !b || sides.length !== 2) return false;
    return a.attached && b.attached && a.wantsPeer && b.wantsPeer && this.#network.reaches(a.node, b.node);
  }

  connected(disk: string): boolean {
    const mirror = this.#mirrors.get(disk);
    if (!mirror) return false;
    if (mirror.connected && !this.couldConnect(disk)) mirror.connected = false;
    return mirror.connected;
  }

  inSync(disk: string): boolean {
    const mirror = this.#mirror(disk);
    if (!this.connected(disk) || this.#time.now < mirror.syncedAt) return false;
    const newest = Math.max(...[...mirror.sides.values()].map((s) => s.version));
    for (const side of mirror.sides.values()) side.version = newest;
    return true;
  }

  attached(disk: string, node: string): boolean {
    return this.#mirrors.get(disk)?.sides.get(node)?.attached ?? false;
  }

  isPrimary(disk: string, node: string): boolean {
    return this.#mirrors.get(disk)?.sides.get(node)?.primary ?? false;
  }

  /** The power of a node went off: nothing is set up there any more. */
  powerOff(node: string): void {
    for (const { uuid } of this.#mirrors.values()) this.detach(uuid, node);
  }

  /** Sides that want their peers look again, after the network or a node came back. */
  reconnectAll(): void {
    for (const mirror of this.#mirrors.values())
      for (const side of mirror.sides.values())
        if (side.attached && side.wantsPeer) this.connect(mirror.uuid, side.node, side.dual);
  }

  #tryConnect(mirror: Mirror): void {
    if (!this.#mirrors.has(mirror.uuid) || !this.couldConnect(mirror.uuid)) return;
    const [a, b] = [...mirror.sides.values()];
    if (!a || !b) return;
    mirror.connected = true;
    if (a.version !== b.version) mirror.syncedAt = this.#time.now + SYNC_MS;
  }

  #mirror(disk: string): Mirror {
    const mirror = this.#mirrors.get(disk);
    if (!mirror) throw new Error(`there is no mirror ${disk}`);
    return mirror;
  }

  #side(disk: string, node: string): Side {
    const side = this.#mirror(disk).sides.get(node);
    if (!side) throw new Error(`disk ${disk} has no side on ${node}`);
    return side;
  }

  #peer(mirror: Mirror, node: string): Side | undefined {
    return [...mirror.sides.values()].find((s) => s.node !== node);
  }
}
