import {
  DDM_ADD,
  DDM_MODIFY,
  INIC_PARAMS_TYPES,
  NIC_IP_POOL,
  VALUE_AUTO,
  VALUE_GENERATE,
  VALUE_NONE,
} from '@gnt/constants';
import { NICS_PARAMETER_TYPES } from '@gnt/objects';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { isIP, normalMac } from './addresses.js';
import type { DeviceChange } from './device-changes.js';
import { normalVlan } from './nic-requests.js';
import type { Parameters } from './objects.js';
import { typed } from './params.js';

/** What a change sets on a network card; a field that is left out stays, null takes the value away. */
export interface NicSettings {
  /** null: one is to be generated. */
  readonly mac?: string | null;
  readonly ip?: string | null;
  readonly name?: string | null;
  readonly network?: string | null;
  /** Link, mode and VLAN as given; "default" goes back to the cluster's. */
  readonly own: Parameters;
}

function macOf(mac: unknown, adding: boolean): string | null {
  if (mac === VALUE_AUTO && !adding)
    throw new OpPrereqError("an existing NIC takes an address or 'generate' for its MAC, not 'auto'", ECODE_INVAL);
  if (mac === VALUE_AUTO || mac === VALUE_GENERATE) return null;
  const normal = typeof mac === 'string' ? normalMac(mac) : undefined;
  if (normal === undefined) throw new OpPrereqError(`Invalid MAC address '${String(mac)}'`, ECODE_INVAL);
  return normal;
}

function addressOf(ip: string, adding: boolean, network: string | null | undefined): string | null {
  const word = ip.toLowerCase();
  if (word === VALUE_NONE) return null;
  if (word === NIC_IP_POOL) {
    if (adding && !network) throw new OpPrereqError('ip=pool needs a network', ECODE_INVAL);
    return NIC_IP_POOL;
  }
  if (!isIP(ip)) throw new OpPrereqError(`Invalid IP address '${ip}'`, ECODE_INVAL);
  return ip;
}

function unlessNone(value: unknown): string | null {
  return typeof value === 'string' && value.toLowerCase() !== VALUE_NONE ? value : null;
}

/** The settings of a card that is added or modified, checked as far as the cluster need not be known. */
export function nicSettings(action: typeof DDM_ADD | typeof DDM_MODIFY, given: Parameters): NicSettings {
  const params = typed(given, INIC_PARAMS_TYPES);
  const adding = action === DDM_ADD;
  const network = 'network' in params ? unlessNone(params['network']) : undefined;
  if (network && ('link' in params || 'mode' in params))
    throw new OpPrereqError('a NIC with a network takes mode and link from it', ECODE_INVAL);
  const ip = params['ip'];
  const own = Object.keys(NICS_PARAMETER_TYPES).filter((name) => name in params);
  const vlan = params['vlan'];
  return {
    ...('mac' in params ? { mac: macOf(params['mac'], adding) } : adding ? { mac: null } : {}),
    ...('ip' in params ? { ip: typeof ip === 'string' ? addressOf(ip, adding, network) : null } : {}),
    ...('name' in params ? { name: unlessNone(params['name']) } : {}),
    ...(network === undefined ? {} : { network }),
    own: {
      ...Object.fromEntries(own.map((name) => [name, params[name]])),
      ...(typeof vlan === 'string' && vlan !== 'default' ? { vlan: normalVlan(vlan) } : {}),
    },
  };
}

/** Checks all changes of cards that set something. */
export function checkNicChanges(changes: readonly DeviceChange[]): void {
  for (const { action, params } of changes) {
    if (action === DDM_ADD || action === DDM_MODIFY) nicSettings(action, params);
  }
}
