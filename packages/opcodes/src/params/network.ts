import { ht } from '@gnt/ht';
import { optional, required } from '../define.js';
import { ipv4Address, ipv6Address, ipv6Network } from '../types/index.js';

export const pNetworkName = required(ht.nonEmptyString, 'Network, by name.');
export const pGateway = optional(ht.maybe(ipv4Address), null, 'IPv4 gateway; it is reserved in the address pool.');
export const pNetwork6 = optional(
  ht.maybe(ipv6Network),
  null,
  'IPv6 prefix of the network, handed to hooks and guests only.',
);
export const pGateway6 = optional(ht.maybe(ipv6Address), null, 'IPv6 gateway, handed to hooks and guests only.');
export const pMacPrefix = optional(
  ht.maybe(ht.nonEmptyString),
  null,
  'First three bytes, as aa:bb:cc, of the MAC addresses that are generated.',
);
export const pAddReservedIps = optional(
  ht.maybe(ht.list(ipv4Address)),
  null,
  'IPv4 addresses that the pool must never hand out.',
);
export const pNetworkConflictsCheck = optional(
  ht.bool,
  true,
  'Check for collisions with addresses that nodes and instances already use.',
);
