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
