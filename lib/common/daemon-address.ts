import { isIP } from 'node:net';
import { SS_PRIMARY_IP_FAMILY } from '@gnt/constants';
import type { Files } from './files.js';
import type { Paths } from './paths.js';
import type { Resolver } from './resolver.js';

/** What finding an address to listen on takes. */
export interface AddressSources {
  readonly paths: Paths;
  readonly files: Files;
  readonly resolver: Resolver;
}

/** The cluster's address family: that of ssconf, 4 while there is none. */
export async function primaryFamily({ paths, files }: Pick<AddressSources, 'paths' | 'files'>): Promise<4 | 6> {
  const text = await files.readTextIfPresent(paths.ssconf(SS_PRIMARY_IP_FAMILY));
  return text?.trim() === '10' ? 6 : 4;
}

/** Where a daemon listens: the given address or name; else all addresses of a real machine, the own one of a virtual node. */
export async function listenAddress(given: string | undefined, sources: AddressSources): Promise<string> {
  const { paths, resolver } = sources;
  const family = await primaryFamily(sources);
  if (given !== undefined) return isIP(given) === 0 ? (await resolver.resolve(given, family)).ip : given;
  if (paths.virtual) return (await resolver.resolve(resolver.hostname)).ip;
  return family === 6 ? '::' : '0.0.0.0';
}
