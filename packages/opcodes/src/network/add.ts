import { ht } from '@gnt/ht';
import { defineOpcode, required } from '../define.js';
import {
  pAddReservedIps,
  pGateway,
  pGateway6,
  pMacPrefix,
  pNetwork6,
  pNetworkConflictsCheck,
} from '../params/network.js';
import { pOptionalTags } from '../params/tags.js';
import { ipv4Network } from '../types/index.js';

export const opNetworkAdd = defineOpcode({
  id: 'OP_NETWORK_ADD',
  doc: 'Create an IP network with a pool of addresses for instances.',
  summaryField: 'network_name',
  params: {
    network_name: required(ht.nonEmptyString, 'Name of the new network.'),
    network: required(ipv4Network, 'Range of the pool: address and prefix length, of at most 65536 addresses.'),
    gateway: pGateway,
    network6: pNetwork6,
    gateway6: pGateway6,
    mac_prefix: pMacPrefix,
    add_reserved_ips: pAddReservedIps,
    conflicts_check: pNetworkConflictsCheck,
    tags: pOptionalTags,
  },
  result: ht.none,
});
