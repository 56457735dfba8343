import type { HooksEnv } from '../../planning/hooks-env.js';

/** Variables of hooks about a network. */
export const NETWORK_HOOK_VARIABLES = [
  'NETWORK_NAME',
  'NETWORK_SUBNET',
  'NETWORK_GATEWAY',
  'NETWORK_SUBNET6',
  'NETWORK_GATEWAY6',
  'NETWORK_MAC_PREFIX',
  'NETWORK_TAGS',
] as const;

/** What hooks are told of a network. */
export interface NetworkFacts {
  readonly name: string;
  readonly network: string;
  readonly gateway: string | null;
  readonly network6: string | null;
  readonly gateway6: string | null;
  readonly mac_prefix: string | null;
  readonly tags: readonly string[];
}

/** The variables of those facts that there are. */
export function networkHooksEnv(facts: NetworkFacts): HooksEnv {
  const all: readonly (readonly [string, string | null])[] = [
    ['NETWORK_NAME', facts.name],
    ['NETWORK_SUBNET', facts.network],
    ['NETWORK_GATEWAY', facts.gateway],
    ['NETWORK_SUBNET6', facts.network6],
    ['NETWORK_GATEWAY6', facts.gateway6],
    ['NETWORK_MAC_PREFIX', facts.mac_prefix],
    ['NETWORK_TAGS', facts.tags.join(' ')],
  ];
  return Object.fromEntries(all.filter((pair): pair is [string, string] => Boolean(pair[1])));
}
