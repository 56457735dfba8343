import { ht } from '@gnt/ht';
import { defineOpcode, optional } from '../define.js';
import { pAddReservedIps, pMacPrefix, pNetworkName } from '../params/network.js';
import { ipv4Address, ipv6Address, ipv6Network } from '../types/index.js';

export const opNetworkSetParams = defineOpcode({
  id: 'OP_NETWORK_SET_PARAMS',
  doc: 'Change the settings of a network. What is left out or null stays as it is.',
  summaryField: 'network_name',
  params: {
    network_name: pNetworkName,
    gateway: optional(ht.maybe(ipv4Address), null, 'New IPv4 gateway; none removes it.'),
    network6: optional(ht.maybe(ipv6Network), null, 'New IPv6 prefix; none removes it.'),
    gateway6: optional(ht.maybe(ipv6Address), null, 'New IPv6 gateway; none removes it.'),
    mac_prefix: pMacPrefix,
    add_reserved_ips: pAddReservedIps,
    remove_reserved_ips: optional(
      ht.maybe(ht.list(ipv4Address)),
      null,
      'Reserved IPv4 addresses that the pool may hand out again.',
    ),
  },
  result: ht.none,
});
