import {
  INSTANCE_COMMUNICATION_MAC_PREFIX,
  INSTANCE_COMMUNICATION_NETWORK4,
  INSTANCE_COMMUNICATION_NETWORK6,
  INSTANCE_COMMUNICATION_NETWORK_LINK,
  INSTANCE_COMMUNICATION_NETWORK_MODE,
} from '@gnt/constants';
import type { Network } from '../../planning/objects.js';

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

/**
 * Looks whether a network that is there already will do; the result warns of what may let guests reach more than the
 * metadata daemon.
 */
export function judgeCommunicationNetwork(network: Network): string[] {
  const settings: readonly (readonly [what: string, value: string | null | undefined, usual: string | null])[] = [
    ['an IPv4 gateway', network.gateway, null],
    ['a non-standard IPv4 network address', network.network, INSTANCE_COMMUNICATION_NETWORK4],
    ['an IPv6 gateway', network.gateway6, null],
    ['a non-standard IPv6 network address', network.network6, INSTANCE_COMMUNICATION_NETWORK6],
    ['a non-standard MAC prefix', network.mac_prefix, INSTANCE_COMMUNICATION_MAC_PREFIX],
  ];
  return settings
    .filter(([, value, usual]) => (value ?? null) !== usual)
    .map(
      ([what, value, usual]) =>
        `Network '${network.name}' for communication with instances has ${what}, '${String(value ?? null)}' (usual: '${String(usual)}'); this may be a security risk`,
    );
}
