import type { ConfigData, Frozen } from '@gnt/objects';

/** Nothing may be written, at any depth: snapshots are shared by all readers. */
export type Immutable<T> = Frozen<T>;

export type ConfigSnapshot = Immutable<ConfigData>;

/**
 * The cluster's configuration in memory. Readers take a snapshot, which never changes; writers hand in one synchronous
 * function, so nothing happens between reading and writing.
 */
export interface ConfigStore {
  /** The current state; immutable, safe to keep across awaits. */
  readonly snapshot: ConfigSnapshot;
  /**
   * Applies `change` to a draft. The result is verified, serials and mtimes are raised as the original does, and the
   * promise resolves with what `change` returned when the new state is durable here and distributed. When `change`
   * throws, or verification fails, nothing happened. Concurrent updates are applied in call order.
   */
  update<T>(change: (draft: ConfigData) => T): Promise<T>;
  /** Writes and distributes the current state again (redist-conf). */
  redistribute(): Promise<void>;
  readonly reservations: Reservations;
}

/** Who holds a reservation: a job; freed with it. */
export type ReservationOwner = string;

/** Names and numbers promised to a job before they are in the configuration. */
export interface Reservations {
  /** A MAC with the cluster's (or the network's) prefix that nobody has or holds. */
  generateMac(owner: ReservationOwner, networkUuid: string | null): string;
  /** Throws ReservationError when taken. */
  reserveMac(owner: ReservationOwner, mac: string): void;
  generateUuid(owner: ReservationOwner): string;
  /** Throws when another job holds the name. */
  reserveInstanceName(owner: ReservationOwner, name: string): void;
  reserveLv(owner: ReservationOwner, name: string): void;
  generateDrbdSecret(owner: ReservationOwner): string;
  /** Minors for the given nodes, one each, in order. */
  allocateDrbdMinors(owner: ReservationOwner, nodes: readonly string[], diskUuid: string): number[];
  reserveIp(owner: ReservationOwner, networkUuid: string, address: string, checkOnly?: boolean): void;
  generateIp(owner: ReservationOwner, networkUuid: string): string;
  releaseIp(owner: ReservationOwner, networkUuid: string, address: string): void;
  /** Enters the job's reserved and released addresses into the networks of the draft. */
  commitIps(owner: ReservationOwner, draft: ConfigData): void;
  /** Frees the minors promised to a disk: it is in the configuration now, or will never be. */
  releaseDrbdMinors(diskUuid: string): void;
  /** Frees everything the job holds. */
  release(owner: ReservationOwner): void;
}
