import { addressPoolError } from './errors.js';

/** What a pool is kept in: fields of a network. */
export interface PoolFields {
  readonly network: string;
  readonly reservations?: string | null | undefined;
  readonly ext_reservations?: string | null | undefined;
}

/** Networks may have prefixes from /16 to /30. */
const LONGEST = 30;
const SHORTEST = 16;

/** The number of a dotted IPv4 address; throws AddressPoolError when it is none. */
export function ip4ToNumber(address: string): number {
  const parts = /^\d{1,3}(\.\d{1,3}){3}$/.test(address) ? address.split('.').map(Number) : [];
  if (parts.length !== 4 || parts.some((p) => p > 255)) throw addressPoolError(`'${address}' is not an IPv4 address`);
  return parts.reduce((n, p) => n * 256 + p, 0);
}

/** The dotted form of the number of an IPv4 address. */
export function ip4FromNumber(n: number): string {
  return [24, 16, 8, 0].map((shift) => String((n >>> shift) & 255)).join('.');
}

/**
 * The addresses of an IPv4 network and who has them: a digit each, one row for instances and one for what is taken
 * outside of the cluster. A value: changing it gives a new pool.
 */
export class AddressPool {
  readonly cidr: string;
  readonly #base: number;
  readonly size: number;
  /** A digit an address, 1 when an instance has it. */
  readonly reservations: string;
  /** A digit an address, 1 when it is taken outside. */
  readonly extReservations: string;

  constructor(fields: PoolFields) {
    const [address = '', length = ''] = fields.network.split('/');
    const prefix = /^\d{1,2}$/.test(length) ? Number(length) : NaN;
    if (!(prefix >= SHORTEST && prefix <= LONGEST)) {
      const why =
        prefix < SHORTEST
          ? `too big, at most a /${String(SHORTEST)} works`
          : `too small, at least a /${String(LONGEST)} is needed`;
      throw addressPoolError(
        `Network '${fields.network}' is ${Number.isNaN(prefix) ? 'not of the form a.b.c.d/length' : why}`,
      );
    }
    this.cidr = fields.network;
    this.size = 2 ** (32 - prefix);
    this.#base = ip4ToNumber(address);
    if (this.#base % this.size !== 0) throw addressPoolError(`Network '${fields.network}' has host bits set`);
    this.reservations = this.#row(fields.reservations);
    this.extReservations = this.#row(fields.ext_reservations);
  }

  #row(digits: string | null | undefined): string {
    const row = digits ?? '0'.repeat(this.size);
    if (row.length !== this.size || /[^01]/.test(row)) {
      throw addressPoolError(`The reservations of network '${this.cidr}' are not ${String(this.size)} digits 0 and 1`);
    }
    return row;
  }

  contains(address: string): boolean {
    const n = ip4ToNumber(address) - this.#base;
    return n >= 0 && n < this.size;
  }

  indexOf(address: string): number {
    if (!this.contains(address)) throw addressPoolError(`${this.cidr} does not contain ${address}`);
    return ip4ToNumber(address) - this.#base;
  }

  addressAt(index: number): string {
    return ip4FromNumber(this.#base + index);
  }

  isReserved(address: string, external = false): boolean {
    return (external ? this.extReservations : this.reservations)[this.indexOf(address)] === '1';
  }

  /** The pool with the address taken; throws when it is taken already. */
  reserve(address: string, external = false): AddressPool {
    if (this.isReserved(address, external)) {
      throw addressPoolError(`IP ${address} is already ${external ? 'externally reserved' : 'used by an instance'}`);
    }
    return this.#with(address, '1', external);
  }

  /** The pool with the address given back; throws when it is not taken. */
  release(address: string, external = false): AddressPool {
    if (!this.isReserved(address, external)) {
      throw addressPoolError(`IP ${address} is not ${external ? 'externally reserved' : 'used by an instance'}`);
    }
    return this.#with(address, '0', external);
  }

  #with(address: string, digit: '0' | '1', external: boolean): AddressPool {
    const at = this.indexOf(address);
    const set = (row: string): string => row.slice(0, at) + digit + row.slice(at + 1);
    const { reservations, extReservations: ext_reservations } = this;
    const fields = external
      ? { reservations, ext_reservations: set(ext_reservations) }
      : { reservations: set(reservations), ext_reservations };
    return new AddressPool({ network: this.cidr, ...fields });
  }

  /** The first address nobody has and `usable` accepts; undefined when there is none. */
  findFree(usable: (address: string) => boolean = () => true): string | undefined {
    for (let i = 0; i < this.size; i += 1) {
      if (this.reservations[i] === '0' && this.extReservations[i] === '0' && usable(this.addressAt(i)))
        return this.addressAt(i);
    }
    return undefined;
  }

  get reservedCount(): number {
    return this.map.replaceAll('.', '').length;
  }
  get freeCount(): number {
    return this.size - this.reservedCount;
  }
  /** X for each address that is taken, a dot for the others. */
  get map(): string {
    return Array.from({ length: this.size }, (_, i) =>
      this.reservations[i] === '1' || this.extReservations[i] === '1' ? 'X' : '.',
    ).join('');
  }
  /** The fields of a network that hold the pool. */
  get fields(): { reservations: string; ext_reservations: string } {
    return { reservations: this.reservations, ext_reservations: this.extReservations };
  }
}
