import { existsSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import type { InterfaceAddresses } from './command/index.js';
import type { KvmContext } from './context.js';

/** Addresses of an interface of this machine; undefined when it has none of that name. */
export function interfaceAddresses(name: string): InterfaceAddresses | undefined {
  const addresses = networkInterfaces()[name];
  if (addresses === undefined) {
    const present = /^[^/]+$/.test(name) && existsSync(`/sys/class/net/${name}`);
    return present ? { ipv4: [], ipv6: [] } : undefined;
  }
  const of = (family: string): string[] => addresses.filter((a) => a.family === family).map((a) => a.address);
  return { ipv4: of('IPv4'), ipv6: of('IPv6') };
}

/** IP version of the cluster; ssconf has it as the number of its address family. */
export async function primaryIpVersion({ files, paths }: Pick<KvmContext, 'files' | 'paths'>): Promise<4 | 6> {
  const family = (await files.readTextIfPresent(paths.ssconf('primary_ip_family')))?.trim();
  return family === '10' ? 6 : 4;
}
