import {
  DDM_ADD,
  DDM_MODIFY,
  DDM_REMOVE,
  HOTPLUG_ACTION_ADD,
  HOTPLUG_ACTION_MODIFY,
  HOTPLUG_ACTION_REMOVE,
  MAX_NICS,
  NIC_IP_POOL,
} from '@gnt/constants';
import type { NIC, PartialNicParams } from '@gnt/objects';
import { ECODE_ENVIRON, ECODE_INVAL, ECODE_NOTUNIQUE, ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import { applyChanges, type ChangeRow, type DeviceChange } from '../../../planning/device-changes.js';
import { checkDeviceNames, communicationNicName } from '../../../planning/names.js';
import { nicSettings, type NicSettings } from '../../../planning/nic-changes.js';
import type { Cluster, Instance, Network, Nic, Parameters } from '../../../planning/objects.js';
import { checkNicSyntax, nicParamsOf } from '../../../planning/params.js';
import { updatedParams } from '../../../planning/static-state.js';
import { shown } from '../../../planning/text.js';
import type { LuContext } from '../../base.js';
import { nodeOf } from '../../common/checks.js';
import { lookupNetwork, nodeName } from '../../common/expand.js';
import { checkConflictingIp, reserving } from '../../common/nics.js';
import type { PluggedDevice } from './hotplug.js';

/** One change of a card: what to tell of it, and how the running guest would learn of it. */
export interface NicStep {
  readonly rows: readonly ChangeRow[];
  readonly plug: {
    readonly action: PluggedDevice['action'];
    readonly nic: Nic;
    readonly index: number;
    readonly label: string;
  };
}

/** The cards as they will be, and the steps there. */
export interface NicPlan {
  readonly nics: readonly Nic[];
  readonly steps: readonly NicStep[];
}

interface Options {
  readonly force: boolean;
  readonly conflictsCheck: boolean;
  /** Told of what is passed over by force. */
  readonly warn: (message: string) => void;
}

/** Works out changed network cards, with what they need reserved for this job. */
export async function planNics(
  ctx: LuContext,
  instance: Instance,
  changes: readonly DeviceChange[],
  options: Options,
): Promise<NicPlan> {
  const steps: NicStep[] = [];
  const { reservations } = ctx.cfg;
  const refuse = (what: string): never => {
    throw new OpPrereqError(`${what} operation is not supported for NICs`, ECODE_INVAL);
  };
  const { devices } = await applyChanges<Nic>('NIC', instance.nics, changes, {
    add: async (index, given) => {
      const nic = await changedNic(ctx, instance, undefined, nicSettings(DDM_ADD, given), options);
      const { mode, link } = nicParamsOf(ctx.cfg.snapshot.cluster, nic.nicparams);
      const { network } = given;
      const text = `add:mac=${nic.mac},ip=${nic.ip ?? 'None'},mode=${mode},link=${link},network=${network === undefined || network === null ? 'None' : shown(network)}`;
      const label = `nic.${index}`;
      steps.push({ rows: [[label, text]], plug: { action: HOTPLUG_ACTION_ADD, nic, index, label } });
      return [nic, []];
    },
    attach: async () => refuse('Attach'),
    detach: async () => refuse('Detach'),
    modify: async (index, old, given) => {
      const settings = nicSettings(DDM_MODIFY, given);
      const nic = await changedNic(ctx, instance, old, settings, options);
      const rows = rowsOf(index, old, nic, settings, given);
      steps.push({ rows, plug: { action: HOTPLUG_ACTION_MODIFY, nic, index, label: `nic/${index}` } });
      return [nic, []];
    },
    remove: async (index, nic) => {
      if (nic.network && nic.ip) reservations.releaseIp(ctx.owner, nic.network, nic.ip);
      const label = `NIC/${index}`;
      steps.push({ rows: [[label, 'remove']], plug: { action: HOTPLUG_ACTION_REMOVE, nic, index, label } });
      return undefined;
    },
  });
  if (devices.length > MAX_NICS) {
    throw new OpPrereqError(
      `Instance has too many network interfaces (${devices.length}), cannot have more than ${MAX_NICS}`,
      ECODE_STATE,
    );
  }
  checkDeviceNames('NIC', devices);
  return { nics: devices, steps };
}

function rowsOf(index: number, old: Nic, nic: Nic, settings: NicSettings, given: Parameters): ChangeRow[] {
  const rows: ChangeRow[] = [];
  const generated = nic.mac !== old.mac && !('mac' in settings);
  if ('mac' in settings || generated) rows.push([`nic.mac/${index}`, nic.mac]);
  if ('ip' in settings) rows.push([`nic.ip/${index}`, nic.ip ?? null]);
  if ('name' in settings) rows.push([`nic.name/${index}`, nic.name ?? null]);
  if ((nic.network ?? null) !== (old.network ?? null)) rows.push([`nic.network/${index}`, given['network'] ?? null]);
  const filled = Object.entries(nic.nicparams).sort(([a], [b]) => (a < b ? -1 : 1));
  return [...rows, ...filled.map(([name, value]) => [`nic.${name}/${index}`, value] as const)];
}

/** A card as a change leaves it (or a new one), all parameters filled in. */
async function changedNic(
  ctx: LuContext,
  instance: Instance,
  old: Nic | undefined,
  settings: NicSettings,
  options: Options,
): Promise<Nic> {
  const cfg = ctx.cfg.snapshot;
  const wanted = settings.network === undefined ? (old?.network ?? null) : settings.network;
  const network = wanted ? lookupNetwork(cfg, wanted) : null;
  const nicparams = await paramsFor(ctx, instance, old, settings, network, options);
  const ip = 'ip' in settings ? (settings.ip ?? null) : (old?.ip ?? null);
  if (nicparams['mode'] === 'routed' && ip === null && !network) {
    throw new OpPrereqError('A routed NIC needs an IP address unless a network gives one', ECODE_INVAL);
  }
  const mac = macFor(ctx, old, settings, network);
  const address = addressFor(ctx, instance, old, ip, network, settings, options);
  const name = settings.name === undefined ? (old?.name ?? null) : settings.name;
  return {
    mac,
    ...(address === null ? {} : { ip: address }),
    ...(network ? { network: network.uuid } : {}),
    ...(name === null ? {} : { name }),
    nicparams: nicparams as PartialNicParams,
    uuid: old?.uuid ?? ctx.cfg.reservations.generateUuid(ctx.owner),
  } satisfies NIC;
}

async function paramsFor(
  ctx: LuContext,
  instance: Instance,
  old: Nic | undefined,
  settings: NicSettings,
  network: Network | null,
  options: Options,
): Promise<Parameters> {
  const cfg = ctx.cfg.snapshot;
  const node = instance.primary_node;
  const connected = network ? cfg.nodegroups[nodeOf(cfg, node).group]?.networks[network.uuid] : undefined;
  if (network && !connected) {
    throw new OpPrereqError(
      `Network ${network.name} has no parameters here; connect it with 'gnt-network connect'`,
      ECODE_INVAL,
    );
  }
  const filled = { ...nicParamsOf(cfg.cluster, connected ?? updatedParams(old?.nicparams ?? {}, settings.own)) };
  checkNicSyntax(filled);
  if (filled.mode === 'openvswitch') ctx.feedback.info('Links of Open vSwitch are not checked');
  if (filled.mode !== 'bridged') return filled;
  const result = await ctx.rpc.tryOne(node, 'bridges_exist', { bridges_list: [filled.link] });
  if (result.ok) return filled;
  const message = `Error checking bridges on node '${nodeName(cfg, node)}': ${result.error}`;
  if (!options.force) throw new OpPrereqError(message, ECODE_ENVIRON);
  options.warn(message);
  return filled;
}

function macFor(ctx: LuContext, old: Nic | undefined, settings: NicSettings, network: Network | null): string {
  const { reservations, snapshot } = ctx.cfg;
  const { mac } = settings;
  if (mac) {
    reserving(
      () => {
        reservations.reserveMac(ctx.owner, mac);
      },
      () => new OpPrereqError(`MAC address '${mac}' already in use in cluster`, ECODE_NOTUNIQUE),
    );
    return mac;
  }
  const oldPrefix = old?.network ? (snapshot.networks[old.network]?.mac_prefix ?? null) : null;
  if (old && mac === undefined && (network?.mac_prefix ?? null) === oldPrefix) return old.mac;
  return reservations.generateMac(ctx.owner, network?.uuid ?? null);
}

function addressFor(
  ctx: LuContext,
  instance: Instance,
  old: Nic | undefined,
  ip: string | null,
  network: Network | null,
  settings: NicSettings,
  options: Options,
): string | null {
  const { reservations } = ctx.cfg;
  const oldIp = old?.ip ?? null;
  const oldNetwork = old?.network ?? null;
  if (ip === oldIp && (network?.uuid ?? null) === oldNetwork) {
    if (oldNetwork !== null && ('link' in settings.own || 'mode' in settings.own)) {
      throw new OpPrereqError("A NIC takes link and mode from its network; they can't be changed", ECODE_INVAL);
    }
    return ip;
  }
  const address = ip === null ? null : takeAddress(ctx, instance, ip, network, options);
  if (oldIp && oldNetwork) reservations.releaseIp(ctx.owner, oldNetwork, oldIp);
  return address;
}

function takeAddress(
  ctx: LuContext,
  instance: Instance,
  ip: string,
  network: Network | null,
  options: Options,
): string {
  const { reservations } = ctx.cfg;
  if (!network) {
    if (ip === NIC_IP_POOL) throw new OpPrereqError('ip=pool, but no network found', ECODE_INVAL);
    if (options.conflictsCheck) checkConflictingIp(ctx, ip, instance.primary_node);
    return ip;
  }
  if (ip === NIC_IP_POOL) {
    const free = reserving(
      () => reservations.generateIp(ctx.owner, network.uuid),
      () => new OpPrereqError("No free IP address in the network's pool", ECODE_STATE),
    );
    ctx.feedback.info(`Chose IP ${free} from network ${network.name}`);
    return free;
  }
  reserving(
    () => {
      reservations.reserveIp(ctx.owner, network.uuid, ip, options.conflictsCheck);
    },
    () => new OpPrereqError(`IP ${ip} not available in network ${network.name}`, ECODE_NOTUNIQUE),
  );
  ctx.feedback.info(`Reserving IP ${ip} in network ${network.name}`);
  return ip;
}

/** The change that gives an instance the card to the metadata daemon, or takes it away; none when all is as wanted. */
export function communicationChange(instance: Instance, wanted: boolean | null, cluster: Cluster): DeviceChange[] {
  const name = communicationNicName(instance.name);
  const present = instance.nics.some((nic) => nic.name === name);
  if (wanted === null || wanted === present) return [];
  if (!wanted) return [{ action: DDM_REMOVE, target: name, params: {} }];
  const network = cluster.instance_communication_network;
  return [{ action: DDM_ADD, target: -1, params: { name, mac: 'generate', ip: 'pool', network } }];
}
