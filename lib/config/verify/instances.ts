import { DISK_ACCESS_SET } from '@gnt/constants';
import { BES_PARAMETER_TYPES, NICS_PARAMETER_TYPES, fillBeParams, fillNicParams } from '@gnt/objects';
import type { ConfigSnapshot } from '../interface.js';
import { drbdId, drbdMinorsOf } from '../usage.js';
import { nicFaults, typeFaults } from './cluster.js';

type Instance = ConfigSnapshot['instances'][string];
type Ports = Map<number, string[]>;

function note<K>(map: Map<K, string[]>, key: K, who: string): void {
  const list = map.get(key);
  if (list) list.push(who);
  else map.set(key, [who]);
}

/** Faults of disks, attached or not. */
export function* diskFaults(cfg: ConfigSnapshot): Generator<string> {
  for (const disk of Object.values(cfg.disks)) {
    const mode = disk.mode as string | undefined;
    if (mode !== undefined && !DISK_ACCESS_SET.some((m) => m === mode))
      yield `disk ${disk.uuid} error: Disk access mode '${mode}' is invalid`;
  }
  for (const [node, minors] of drbdMinorsOf(cfg)) {
    for (const [minor, disks] of minors) {
      if (disks.length > 1)
        yield `DRBD minor ${String(minor)} of node '${cfg.nodes[node]?.name ?? node}' is used by several disks: ${disks.join(', ')}`;
    }
  }
}

function* nicsOf(cfg: ConfigSnapshot, instance: Instance, macs: Set<string>): Generator<string> {
  for (const [i, nic] of instance.nics.entries()) {
    if (macs.has(nic.mac)) yield `instance '${instance.name}' has NIC ${String(i)} mac ${nic.mac} duplicate`;
    macs.add(nic.mac);
    if (Object.keys(nic.nicparams).length === 0) continue;
    const owner = `instance ${instance.name} nic ${String(i)}`;
    const filled = fillNicParams(cfg.cluster, nic.nicparams);
    yield* typeFaults(owner, 'nicparams', filled, NICS_PARAMETER_TYPES);
    yield* nicFaults(owner, filled);
  }
}

function* disksOf(cfg: ConfigSnapshot, instance: Instance, ports: Ports): Generator<string> {
  const wrong: string[] = [];
  for (const [i, uuid] of instance.disks.entries()) {
    const disk = cfg.disks[uuid];
    if (!disk) {
      yield `Instance '${instance.name}' has invalid disk '${uuid}'`;
      continue;
    }
    const id = drbdId(disk);
    if (id) {
      note(ports, id[2], `${instance.name}/drbd disk ${String(i)}`);
      for (const node of [id[0], id[1]]) {
        if (node !== instance.primary_node && !Object.hasOwn(cfg.nodes, node)) {
          yield `instance '${instance.name}' has invalid secondary node '${node}'`;
        }
      }
    }
    const expected = `disk/${String(i)}`;
    if (disk.iv_name !== expected)
      wrong.push(`name of disk ${String(i)} should be '${expected}', but is '${disk.iv_name}'`);
  }
  if (wrong.length > 0) yield `Instance '${instance.name}' has wrongly named disks: ${wrong.join('; ')}`;
}

function* portFaults(cfg: ConfigSnapshot, ports: Ports): Generator<string> {
  for (const port of cfg.cluster.tcpudp_port_pool) note(ports, port, 'cluster/port marked as free');
  const numbers = [...ports.keys()].sort((a, b) => a - b);
  for (const port of numbers) {
    const users = ports.get(port) ?? [];
    if (users.length > 1) yield `tcp/udp port ${String(port)} has duplicates: ${users.join(', ')}`;
  }
  const highest = numbers.at(-1);
  if (highest !== undefined && highest > cfg.cluster.highest_used_port) {
    yield `Highest used port mismatch, saved ${String(cfg.cluster.highest_used_port)}, computed ${String(highest)}`;
  }
}

/** Faults of instances with their disks and interfaces, and of TCP ports. */
export function* instanceFaults(cfg: ConfigSnapshot): Generator<string> {
  const macs = new Set<string>();
  const names = new Map<string, string[]>();
  const ports: Ports = new Map();
  for (const instance of Object.values(cfg.instances)) {
    if (instance.forthcoming) continue;
    note(names, instance.name, instance.uuid);
    yield* nicsOf(cfg, instance, macs);
    const owner = `instance ${instance.name}`;
    yield* typeFaults(owner, 'beparams', fillBeParams(cfg.cluster, instance.beparams), BES_PARAMETER_TYPES);
    yield* disksOf(cfg, instance, ports);
    if (typeof instance.network_port === 'number') note(ports, instance.network_port, `${instance.name}/network port`);
  }
  for (const [name, uuids] of names)
    if (uuids.length > 1) yield `instance name '${name}' is used by several instances: ${uuids.join(', ')}`;
  yield* portFaults(cfg, ports);
}
