import { ht } from '@gnt/ht';

/** How a network card is attached to its node. */
export const nicMode = ht.oneOf(['bridged', 'openvswitch', 'pool', 'routed']);

/** Parameters of one network card. */
export const nicParams = ht.dict(
  ht.maybe(ht.string),
  ht.oneOf(['bridge', 'ip', 'link', 'mac', 'mode', 'name', 'network', 'vlan']),
);
