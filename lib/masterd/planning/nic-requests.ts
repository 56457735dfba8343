import { NIC_IP_POOL, NIC_MODE_ROUTED, VALUE_AUTO, VALUE_GENERATE, VALUE_NONE } from '@gnt/constants';
import type { PartialNicParams } from '@gnt/objects';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { isIP, normalMac } from './addresses.js';
import type { Cluster, Parameters } from './objects.js';
import { checkNicSyntax, nicParamsOf } from './params.js';

/** A network card to be made, checked. */
export interface NicRequest {
  /** null: one is to be generated. */
  readonly mac: string | null;
  /** An address, `pool` for the next free one of the network, or none. */
  readonly ip: string | null;
  readonly name: string | null;
  /** Name or UUID of the network. */
  readonly network: string | null;
  readonly nicparams: PartialNicParams;
}

/** The VLAN of a card in the form the node understands; refuses malformed ones. */
export function normalVlan(vlan: string): string {
  if (vlan === '') return vlan;
  if (/^\d+$/.test(vlan)) return `.${vlan}`;
  const trunks = vlan.slice(1).split(':');
  if ((vlan.startsWith('.') || vlan.startsWith(':')) && trunks.every((t) => /^\d+$/.test(t))) return vlan;
  throw new OpPrereqError(`Specified VLAN parameter is invalid : ${vlan}`, ECODE_INVAL);
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** The text, or null where it says none. */
function unlessNone(value: unknown): string | null {
  const given = text(value);
  return given?.toLowerCase() === VALUE_NONE ? null : given;
}

function addressOf(given: string | null, network: string | null, resolved: string | null | undefined): string | null {
  if (given === null) return null;
  const word = given.toLowerCase();
  if (word === VALUE_AUTO) {
    if (resolved === undefined) throw new OpPrereqError("IP address 'auto' needs the name check", ECODE_INVAL);
    return resolved;
  }
  if (word === NIC_IP_POOL) {
    if (network === null) throw new OpPrereqError('ip=pool needs a network', ECODE_INVAL);
    return NIC_IP_POOL;
  }
  if (!isIP(given)) throw new OpPrereqError(`Invalid IP address '${given}'`, ECODE_INVAL);
  return given;
}

function macOf(given: unknown): string | null {
  const mac = text(given) ?? VALUE_AUTO;
  if (mac === VALUE_AUTO || mac === VALUE_GENERATE) return null;
  const normal = normalMac(mac);
  if (normal === undefined) throw new OpPrereqError(`Invalid MAC address '${mac}'`, ECODE_INVAL);
  return normal;
}

/**
 * Network cards as an opcode asks for them, checked. `resolved` is the address of the instance's name, undefined when
 * the name was not looked up.
 */
export function nicRequests(cluster: Cluster, nics: readonly Parameters[], resolved?: string | null): NicRequest[] {
  return nics.map((nic) => {
    const mode = text(nic['mode']);
    const link = text(nic['link']);
    const network = unlessNone(nic['network']);
    if (network !== null && (mode !== null || link !== null)) {
      throw new OpPrereqError('A NIC with a network takes mode and link from it', ECODE_INVAL);
    }
    const ip = addressOf(unlessNone(nic['ip']), network, resolved);
    const effective = mode === null || mode === VALUE_AUTO ? nicParamsOf(cluster, {}).mode : mode;
    if (effective === NIC_MODE_ROUTED && ip === null && network === null) {
      throw new OpPrereqError('A routed NIC needs an IP address unless a network gives one', ECODE_INVAL);
    }
    const vlan = normalVlan(text(nic['vlan']) ?? '');
    const nicparams = { ...(mode ? { mode: effective } : {}), ...(link ? { link } : {}), ...(vlan ? { vlan } : {}) };
    checkNicSyntax({ ...nicParamsOf(cluster, nicparams) });
    return {
      mac: macOf(nic['mac']),
      ip,
      name: unlessNone(nic['name']),
      network,
      nicparams: nicparams as PartialNicParams,
    };
  });
}
