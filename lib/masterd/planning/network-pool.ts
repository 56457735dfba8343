import { VALUE_NONE } from '@gnt/constants';
import { ECODE_INVAL, OpPrereqError, isA } from '@gnt/protocol';
import { isIPv6 } from 'node:net';
import { AddressPool, type PoolFields } from '../../config/pool.js';
import { isIPv4, normalMacPrefix } from './addresses.js';

/** Runs `work`; what a pool refuses becomes an OpPrereqError with `what` before it. */
function refusing<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (e) {
    if (isA(e, 'AddressPoolError')) throw new OpPrereqError(`${what}: ${e.message}`, ECODE_INVAL);
    throw e;
  }
}

/** The pool of a network's fields. */
export function poolOf(name: string, fields: PoolFields): AddressPool {
  return refusing(`The address pool of network '${name}' is not usable`, () => new AddressPool(fields));
}

/** A new network's pool: its first and last address are taken, and the gateway. */
export function newPool(name: string, cidr: string, gateway: string | null): AddressPool {
  return refusing(`Cannot create IP address pool for network '${name}'`, () => {
    const empty = new AddressPool({ network: cidr });
    const ends = [empty.addressAt(0), empty.addressAt(empty.size - 1)];
    return [...ends, ...(gateway === null ? [] : [gateway])].reduce((pool, ip) => pool.reserve(ip, true), empty);
  });
}

/** The pool with addresses taken outside; refuses those that are taken already or not in it. */
export function withReserved(pool: AddressPool, addresses: readonly string[]): AddressPool {
  return addresses.reduce((p, ip) => refusing(`Cannot reserve IP address '${ip}'`, () => p.reserve(ip, true)), pool);
}

/** A pool after as many changes as could be made, and what was wrong with the others. */
export function tryEach(
  pool: AddressPool,
  addresses: readonly string[],
  change: (pool: AddressPool, ip: string) => AddressPool,
): { readonly pool: AddressPool; readonly failed: readonly (readonly [ip: string, why: string])[] } {
  const failed: [string, string][] = [];
  let current = pool;
  for (const ip of addresses) {
    try {
      current = change(current, ip);
    } catch (e) {
      if (!isA(e, 'AddressPoolError')) throw e;
      failed.push([ip, e.message]);
    }
  }
  return { pool: current, failed };
}

/** A MAC prefix in its normal form; refuses what is none. */
export function macPrefix(given: string): string {
  const normal = normalMacPrefix(given);
  if (normal !== undefined) return normal;
  throw new OpPrereqError(`Invalid MAC address prefix '${given}': three octets like aa:00:00 are wanted`, ECODE_INVAL);
}

/** Refuses a text that is no IPv4 address. */
export function checkIPv4(what: string, address: string): void {
  if (!isIPv4(address)) throw new OpPrereqError(`${what} '${address}' is not a valid IPv4 address`, ECODE_INVAL);
}

/** Refuses a text that is no IPv6 address. */
export function checkIPv6(what: string, address: string): void {
  if (!isIPv6(address)) throw new OpPrereqError(`${what} '${address}' is not a valid IPv6 address`, ECODE_INVAL);
}

/** Refuses a text that is no IPv6 network. */
export function checkIPv6Network(cidr: string): void {
  const [address = '', length = '', ...rest] = cidr.split('/');
  if (rest.length === 0 && isIPv6(address) && /^\d{1,3}$/.test(length) && Number(length) <= 128) return;
  throw new OpPrereqError(`'${cidr}' is not a valid IPv6 network (address/prefix length)`, ECODE_INVAL);
}

/** A changed setting: the old one when nothing is given, none when that is the word. */
export function changedSetting(
  given: string | null,
  old: string | null | undefined,
  check: (given: string) => string,
): string | null {
  if (given === null || given === '') return old ?? null;
  return given === VALUE_NONE ? null : check(given);
}
