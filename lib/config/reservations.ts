import { DRBD_SECRET_LENGTH } from '@gnt/constants';
import type { ConfigData } from '@gnt/objects';
import type { Random } from '../common/random.js';
import { reservationError } from './errors.js';
import { Held } from './held.js';
import type { ConfigSnapshot, Reservations, ReservationOwner } from './interface.js';
import { randomMac } from './mac.js';
import { AddressPool } from './pool.js';
import { allDrbdSecrets, allIds, allLvs, allMacs, drbdMinorsOf } from './usage.js';

/** Tries of a random value before it is given up. */
const TRIES = 64;

type IpAction = 'reserve' | 'release';

function ipKey(action: IpAction, network: string, address: string): string {
  return `${action} ${network} ${address}`;
}

/** Names and numbers promised to jobs, kept in memory: a job that outlives the daemon does not exist (decision 7). */
export class JobReservations implements Reservations {
  readonly #config: () => ConfigSnapshot;
  readonly #random: Random;
  readonly #macs = new Held('MAC');
  readonly #names = new Held('Instance name');
  readonly #lvs = new Held('Logical volume');
  readonly #secrets = new Held('DRBD secret');
  readonly #ips = new Held('Address');
  readonly #uuids = new Held('UUID');
  /** By node: disk of each promised minor. */
  readonly #minors = new Map<string, Map<number, { owner: ReservationOwner; disk: string }>>();

  /** `config` gives the newest state, written or not. */
  constructor(config: () => ConfigSnapshot, random: Random) {
    this.#config = config;
    this.#random = random;
  }

  #generate(what: string, held: Held, owner: ReservationOwner, used: ReadonlySet<string>, make: () => string): string {
    for (let i = 0; i < TRIES; i += 1) {
      const value = make();
      if (used.has(value) || held.has(value)) continue;
      held.take(owner, value);
      return value;
    }
    throw reservationError(`Not able to generate a new ${what}: ${String(TRIES)} tries were all taken`);
  }

  #network(uuid: string): ConfigSnapshot['networks'][string] {
    const network = this.#config().networks[uuid];
    if (!network) throw reservationError(`Network '${uuid}' not found`);
    return network;
  }

  generateMac(owner: ReservationOwner, networkUuid: string | null): string {
    const cfg = this.#config();
    const prefix = (networkUuid === null ? null : this.#network(networkUuid).mac_prefix) ?? cfg.cluster.mac_prefix;
    return this.#generate('MAC', this.#macs, owner, allMacs(cfg), () => randomMac(prefix, this.#random));
  }

  reserveMac(owner: ReservationOwner, mac: string): void {
    if (allMacs(this.#config()).has(mac)) throw reservationError(`MAC '${mac}' is in use`);
    this.#macs.take(owner, mac);
  }

  generateUuid(owner: ReservationOwner): string {
    return this.#generate('UUID', this.#uuids, owner, allIds(this.#config()), () => this.#random.uuid());
  }

  reserveInstanceName(owner: ReservationOwner, name: string): void {
    if (this.#names.owner(name) !== owner) this.#names.take(owner, name);
  }

  reserveLv(owner: ReservationOwner, name: string): void {
    if (allLvs(this.#config()).has(name)) throw reservationError(`Logical volume '${name}' is in use`);
    this.#lvs.take(owner, name);
  }

  generateDrbdSecret(owner: ReservationOwner): string {
    const make = (): string => this.#random.bytes(DRBD_SECRET_LENGTH).toString('hex');
    return this.#generate('DRBD secret', this.#secrets, owner, allDrbdSecrets(this.#config()), make);
  }

  allocateDrbdMinors(owner: ReservationOwner, nodes: readonly string[], diskUuid: string): number[] {
    if (new Set(nodes).size !== nodes.length)
      throw reservationError(`A disk cannot have two minors on one node (${nodes.join(', ')})`);
    const used = drbdMinorsOf(this.#config());
    return nodes.map((node) => {
      const promised = this.#minors.get(node) ?? new Map<number, { owner: string; disk: string }>();
      this.#minors.set(node, promised);
      let minor = 0;
      while (used.get(node)?.has(minor) || promised.has(minor)) minor += 1;
      promised.set(minor, { owner, disk: diskUuid });
      return minor;
    });
  }

  releaseDrbdMinors(diskUuid: string): void {
    this.#dropMinors(({ disk }) => disk === diskUuid);
  }

  #dropMinors(which: (promise: { owner: ReservationOwner; disk: string }) => boolean): void {
    for (const promised of this.#minors.values()) {
      for (const [minor, promise] of [...promised]) if (which(promise)) promised.delete(minor);
    }
  }

  reserveIp(owner: ReservationOwner, networkUuid: string, address: string, checkExternal = true): void {
    const pool = new AddressPool(this.#network(networkUuid));
    if (pool.isReserved(address)) throw reservationError(`IP address '${address}' is in use by an instance`);
    if (checkExternal && pool.isReserved(address, true))
      throw reservationError(`IP address '${address}' is externally reserved`);
    this.#ips.take(owner, ipKey('reserve', networkUuid, address));
  }

  generateIp(owner: ReservationOwner, networkUuid: string): string {
    const pool = new AddressPool(this.#network(networkUuid));
    const address = pool.findFree((a) => !this.#ips.has(ipKey('reserve', networkUuid, a)));
    if (address === undefined) throw reservationError(`Cannot generate IP. Network '${pool.cidr}' is full`);
    this.#ips.take(owner, ipKey('reserve', networkUuid, address));
    return address;
  }

  releaseIp(owner: ReservationOwner, networkUuid: string, address: string): void {
    this.#ips.take(owner, ipKey('release', networkUuid, address));
  }

  commitIps(owner: ReservationOwner, draft: ConfigData): void {
    for (const key of this.#ips.of(owner)) {
      const [action, uuid = '', address = ''] = key.split(' ');
      const network = draft.networks[uuid];
      if (!network) throw reservationError(`Network '${uuid}' not found`);
      const pool = new AddressPool(network);
      const wanted = action === 'reserve';
      // a job that commits twice has its addresses already
      if (pool.isReserved(address) !== wanted)
        Object.assign(network, (wanted ? pool.reserve(address) : pool.release(address)).fields);
    }
  }

  release(owner: ReservationOwner): void {
    for (const held of [this.#macs, this.#names, this.#lvs, this.#secrets, this.#ips, this.#uuids]) held.drop(owner);
    this.#dropMinors((promise) => promise.owner === owner);
  }
}
