import ipaddr from 'ipaddr.js';

/** Whether it is a dotted IPv4 address. */
export function isIPv4(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text);
}

/** Whether it is an IPv4 or IPv6 address. */
export function isIP(text: string): boolean {
  return isIPv4(text) || ipaddr.IPv6.isValid(text);
}

const MAC = /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/;
const MAC_PREFIX = /^([0-9a-f]{2}:){2}[0-9a-f]{2}$/;

/** A MAC address in lower case; undefined when it is none. */
export function normalMac(text: string): string | undefined {
  const mac = text.toLowerCase();
  return MAC.test(mac) ? mac : undefined;
}

/** The first half of MAC addresses in lower case; undefined when it is none. */
export function normalMacPrefix(text: string): string | undefined {
  const prefix = text.toLowerCase();
  return MAC_PREFIX.test(prefix) ? prefix : undefined;
}
