import { networkInterfaces } from 'node:os';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import ipaddr from 'ipaddr.js';
import { NodeError } from '../../errors.js';
import type { NodeContext } from '../../context.js';

/** Whether an address is one of this node's. A virtual node has its own address, and the cluster's while that is recorded here. */
export async function hasAddress(
  ctx: Pick<NodeContext, 'paths' | 'files' | 'resolver' | 'ssconf'>,
  address: string,
): Promise<boolean> {
  if (!ipaddr.isValid(address)) throw new NodeError(`'${address}' is not an IP address`);
  if (ctx.paths.virtual) {
    const own = (await ctx.resolver.resolve(ctx.resolver.hostname)).ip;
    return address === own || (await recordedMasterIp(ctx)) === address;
  }
  const wanted = ipaddr.parse(address).toString();
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .some((entry) => ipaddr.parse(entry.address.replace(/%.*/, '')).toString() === wanted);
}

/** File in which a virtual node records that it holds the cluster's address. */
export function masterIpRecord(ctx: Pick<NodeContext, 'paths'>): string {
  return join(ctx.paths.dirs.run, 'master-ip');
}

async function recordedMasterIp(ctx: Pick<NodeContext, 'paths' | 'files'>): Promise<string | undefined> {
  return (await ctx.files.readTextIfPresent(masterIpRecord(ctx)))?.trim();
}

/** Those of the bridges that this machine lacks. */
export async function missingBridges(bridges: readonly string[]): Promise<string[]> {
  const missing: string[] = [];
  for (const bridge of bridges) {
    if (!(await isBridge(bridge))) missing.push(bridge);
  }
  return missing;
}

async function isBridge(name: string): Promise<boolean> {
  if (name === '' || name.includes('/')) return false;
  try {
    await access(join('/sys/class/net', name, 'bridge'));
    return true;
  } catch {
    return false;
  }
}
