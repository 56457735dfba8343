import type { WireInstance, WireNic } from '@gnt/protocol';
import { networkEnvironment } from '../../../network-environment.js';

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
