import {
  INSTANCE_COMMUNICATION_MAC_PREFIX,
  INSTANCE_COMMUNICATION_NETWORK4,
  INSTANCE_COMMUNICATION_NETWORK6,
  INSTANCE_COMMUNICATION_NETWORK_LINK,
  INSTANCE_COMMUNICATION_NETWORK_MODE,
} from '@gnt/constants';

/** The opcode that makes the network through which instances reach the metadata daemon. */
export function addCommunicationNetwork(name: string): Record<string, unknown> {
  return {
    OP_ID: 'OP_NETWORK_ADD',
    network_name: name,
    gateway: null,
    network: INSTANCE_COMMUNICATION_NETWORK4,
    gateway6: null,
    network6: INSTANCE_COMMUNICATION_NETWORK6,
    mac_prefix: INSTANCE_COMMUNICATION_MAC_PREFIX,
    add_reserved_ips: null,
    conflicts_check: true,
    tags: [],
  };
}

/** The opcode that connects a group to it. */
export function connectCommunicationNetwork(group: string, name: string): Record<string, unknown> {
  return {
    OP_ID: 'OP_NETWORK_CONNECT',
    group_name: group,
    network_name: name,
    network_mode: INSTANCE_COMMUNICATION_NETWORK_MODE,
    network_link: INSTANCE_COMMUNICATION_NETWORK_LINK,
    conflicts_check: true,
  };
}
