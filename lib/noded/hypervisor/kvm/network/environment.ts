import type { WireInstance, WireNic } from '@gnt/protocol';

/** Keys of a network's part of an environment, by the field of the network they come from. */
const NETWORK_FIELDS = {
  SUBNET: 'network',
  GATEWAY: 'gateway',
  SUBNET6: 'network6',
  GATEWAY6: 'gateway6',
  MAC_PREFIX: 'mac_prefix',
} as const;

/** Variables that describe the network a NIC is in, each name after `prefix` (Network.HooksDict of the original). */
export function networkEnvironment(network: Readonly<Record<string, unknown>>, prefix = ''): Record<string, string> {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const tags = Array.isArray(network['tags']) ? [...(network['tags'] as string[])].sort() : [];
  const optional = Object.entries(NETWORK_FIELDS).flatMap(([key, field]) => {
    const value = text(network[field]);
    return value === '' ? [] : [[`${prefix}NETWORK_${key}`, value]];
  });
  return {
    [`${prefix}NETWORK_NAME`]: text(network['name']),
    [`${prefix}NETWORK_UUID`]: text(network['uuid']),
    [`${prefix}NETWORK_TAGS`]: tags.join(' '),
    ...(Object.fromEntries(optional) as Record<string, string>),
  };
}

/** What the script that brings up a NIC's tap is told. */
export function nicEnvironment(
  instance: WireInstance,
  index: number,
  nic: WireNic,
  tap: string,
): Record<string, string> {
  const params = nic.nicparams ?? {};
  const text = (key: string): string => (typeof params[key] === 'string' ? params[key] : '');
  const set = (name: string, value: string | null | undefined): Record<string, string> =>
    value === undefined || value === null || value === '' ? {} : { [name]: value };
  return {
    INSTANCE: instance.name,
    MAC: nic.mac ?? '',
    MODE: text('mode'),
    INTERFACE: tap,
    INTERFACE_INDEX: String(index),
    INTERFACE_UUID: nic.uuid ?? '',
    TAGS: (instance.tags ?? []).join(' '),
    ...set('IP', nic.ip),
    ...set('INTERFACE_NAME', nic.name),
    ...set('LINK', text('link')),
    ...('vlan' in params ? { VLAN: text('vlan') } : {}),
    ...(nic.network && nic.netinfo ? networkEnvironment(nic.netinfo) : {}),
    ...(text('mode') === 'bridged' ? { BRIDGE: text('link') } : {}),
  };
}
