import type { NIC } from '@gnt/objects';
import { ECODE_INVAL, ECODE_NOTUNIQUE, ECODE_STATE, OpPrereqError, isA } from '@gnt/protocol';
import { AddressPool } from '../../../config/pool.js';
import type { NicRequest } from '../../planning/nic-requests.js';
import { pythonText } from '../../planning/text.js';
import type { LuContext } from '../base.js';
import { nodeOf } from './checks.js';
import { lookupNetwork } from './expand.js';

/** Runs `reserve`; what is taken already becomes an OpPrereqError. */
export function reserving<T>(reserve: () => T, refusal: () => OpPrereqError): T {
  try {
    return reserve();
  } catch (e) {
    if (isA(e, 'ReservationError') || isA(e, 'AddressPoolError')) throw refusal();
    throw e;
  }
}

/** The cards with UUIDs and MAC addresses of their own, reserved for this job. */
export function makeNics(ctx: LuContext, requests: readonly NicRequest[]): NIC[] {
  const { reservations, snapshot } = ctx.cfg;
  const taken = requests.map((request) => {
    if (request.mac !== null) {
      const { mac } = request;
      reserving(
        () => reservations.reserveMac(ctx.owner, mac),
        () => new OpPrereqError(`MAC address ${mac} already in use in cluster`, ECODE_NOTUNIQUE),
      );
    }
    return { request, network: request.network === null ? null : lookupNetwork(snapshot, request.network).uuid };
  });
  return taken.map(({ request, network }) => ({
    ...(request.name === null ? {} : { name: request.name }),
    mac: request.mac ?? reservations.generateMac(ctx.owner, network),
    ...(request.ip === null ? {} : { ip: request.ip }),
    ...(network === null ? {} : { network }),
    nicparams: request.nicparams,
    uuid: reservations.generateUuid(ctx.owner),
  }));
}

/** Refuses an address of a network that the card is not in. */
export function checkConflictingIp(ctx: LuContext, ip: string, node: string): void {
  const cfg = ctx.cfg.snapshot;
  const group = cfg.nodegroups[nodeOf(cfg, node).group];
  for (const uuid of Object.keys(group?.networks ?? {})) {
    const network = cfg.networks[uuid];
    if (!network || !new AddressPool(network).contains(ip)) continue;
    throw new OpPrereqError(
      `IP address ${ip} is one of network ${network.name}, which this NIC is not connected to.`,
      ECODE_STATE,
    );
  }
}

/** Gives a card in a network the parameters of its group's connection, and its address. */
function joinNetwork(
  ctx: LuContext,
  nic: NIC,
  index: number,
  uuid: string,
  node: string,
  conflictsCheck: boolean,
): NIC {
  const cfg = ctx.cfg.snapshot;
  const network = lookupNetwork(cfg, uuid);
  const { group, name } = nodeOf(cfg, node);
  const params = cfg.nodegroups[group]?.networks[uuid];
  if (!params) {
    throw new OpPrereqError(
      `Network ${network.name} has no parameters for the node group of ${name}; connect it with 'gnt-network connect'`,
      ECODE_INVAL,
    );
  }
  ctx.feedback.info(`NIC/${index} inherits netparams ${pythonText(Object.values(params))}`);
  const joined = { ...nic, nicparams: { ...params } };
  const { ip } = nic;
  if (!ip) return joined;
  const { reservations } = ctx.cfg;
  if (ip === 'pool') {
    const free = reserving(
      () => reservations.generateIp(ctx.owner, uuid),
      () => new OpPrereqError(`No free IP address for NIC ${index} in the network's pool`, ECODE_STATE),
    );
    ctx.feedback.info(`Chose IP ${free} from network ${network.name}`);
    return { ...joined, ip: free };
  }
  reserving(
    () => reservations.reserveIp(ctx.owner, uuid, ip, conflictsCheck),
    () => new OpPrereqError(`IP address ${ip} is taken, or is none of network ${network.name}`, ECODE_NOTUNIQUE),
  );
  return joined;
}

/** Settles networks and addresses of cards on a node. */
export function placeNics(ctx: LuContext, nics: readonly NIC[], node: string, conflictsCheck: boolean): NIC[] {
  return nics.map((nic, index) => {
    if (nic.network) return joinNetwork(ctx, nic, index, nic.network, node, conflictsCheck);
    if (conflictsCheck && nic.ip) checkConflictingIp(ctx, nic.ip, node);
    return nic;
  });
}
