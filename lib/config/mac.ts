import type { Random } from '../common/random.js';

/** A random MAC address with the given first three octets. */
export function randomMac(prefix: string, random: Random): string {
  const tail = [...random.bytes(3)].map((b) => b.toString(16).padStart(2, '0'));
  return [prefix.toLowerCase(), ...tail].join(':');
}

/** Why a text is no MAC prefix (three octets), or undefined; the result of a valid one is lower case. */
export function macPrefixFault(prefix: string): string | undefined {
  return /^[0-9a-f]{2}(:[0-9a-f]{2}){2}$/i.test(prefix)
    ? undefined
    : `Invalid MAC address prefix '${prefix}': three octets like aa:00:00 are wanted`;
}
