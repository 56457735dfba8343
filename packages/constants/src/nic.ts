// Network interfaces: parameters of a request (INIC_*), modes, limits, instance communication. Names and values are the original's.
export const INIC_BRIDGE = 'bridge';
export const INIC_IP = 'ip';
export const INIC_LINK = 'link';
export const INIC_MAC = 'mac';
export const INIC_MODE = 'mode';
export const INIC_NAME = 'name';
export const INIC_NETWORK = 'network';
export const INIC_VLAN = 'vlan';
export const NIC_IP_POOL = 'pool';
export const NIC_LINK = 'link';
export const NIC_MODE = 'mode';
export const NIC_MODE_BRIDGED = 'bridged';
export const NIC_MODE_OVS = 'openvswitch';
export const NIC_MODE_ROUTED = 'routed';
export const NIC_VLAN = 'vlan';
export const INSTANCE_COMMUNICATION_MAC_PREFIX = '52:54:00';
export const INSTANCE_COMMUNICATION_NETWORK4 = '169.254.0.0/16';
export const INSTANCE_COMMUNICATION_NETWORK6 = 'fe80::/10';
export const INSTANCE_COMMUNICATION_NETWORK_LINK = 'communication_rt';
export const INSTANCE_COMMUNICATION_NETWORK_MODE = 'routed';
export const INSTANCE_COMMUNICATION_NIC_PREFIX = 'ganeti:communication:';
export const DEFAULT_BRIDGE = 'xen-br0';
export const DEFAULT_MAC_PREFIX = 'aa:00:00';
export const DEFAULT_OVS = 'switch1';
export const IP4_ADDRESS_ANY = '0.0.0.0';
export const IP4_ADDRESS_LOCALHOST = '127.0.0.1';
export const IP4_VERSION = 4;
export const IP6_ADDRESS_ANY = '::';
export const IP6_ADDRESS_LOCALHOST = '::1';
export const IP6_VERSION = 6;
export const IPV4_NETWORK_MAX_SIZE = 30;
export const IPV4_NETWORK_MIN_SIZE = 30;
export const MAX_NICS = 8;
export const RESERVE_ACTION = 'reserve';
export const INIC_PARAMS = [
  INIC_BRIDGE,
  INIC_IP,
  INIC_LINK,
  INIC_MAC,
  INIC_MODE,
  INIC_NAME,
  INIC_NETWORK,
  INIC_VLAN,
] as const;
export const INIC_PARAMS_TYPES = {
  bridge: 'maybe-string',
  ip: 'maybe-string',
  link: 'string',
  mac: 'string',
  mode: 'string',
  name: 'maybe-string',
  network: 'maybe-string',
  vlan: 'maybe-string',
} as const;
export const NIC_VALID_MODES = [NIC_MODE_BRIDGED, NIC_MODE_OVS, NIC_IP_POOL, NIC_MODE_ROUTED] as const;
export const VALID_IP_VERSIONS = [4, 6] as const;
