import { isFinal, jobStatus, type QueuedJob } from '../../lib/masterd/jqueue/job.js';
import type { ConfigSnapshot } from '../../lib/config/interface.js';
import { AddressPool } from '../../lib/config/pool.js';
import { positionText } from '../../lib/journal/index.js';
import type { Clients } from './client.js';
import type { SimCluster } from './cluster.js';
import type { SimMaster } from './master.js';
import { paths } from './node.js';

/** What must be so at every moment. */
export class Invariants {
  readonly #cluster: SimCluster;
  readonly #clients: Clients;
  /** Highest serial numbers seen, of the configuration and of each object. */
  #serials = new Map<string, number>();
  /** Those that a majority of the candidates has. */
  #safeSerials = new Map<string, number>();
  #failovers = 0;

  constructor(cluster: SimCluster, clients: Clients) {
    this.#cluster = cluster;
    this.#clients = clients;
  }

  async check(): Promise<void> {
    this.#guests();
    const { master, failovers } = this.#cluster;
    if (!master?.masterd) return;
    const { cfg, queue } = master.masterd;
    if (failovers !== this.#failovers) {
      this.#failovers = failovers;
      this.#serials = new Map(this.#safeSerials);
    }
    this.#risingSerials(cfg.snapshot);
    const given = Math.max(0, ...this.#clients.oracle.jobs.keys());
    if (queue.serial < given)
      this.#broken('serial numbers only rise', `the queue is at ${queue.serial}, number ${given} was given out`);
    for (const line of recount(cfg.snapshot)) this.#broken('accounting equals a recount', line);
    this.#candidates(master);
    this.#locks(master);
    this.#jobs(master);
    this.#knowledge(cfg.snapshot);
    if (!master.replicated) return;
    this.#safeSerials = new Map(this.#serials);
    this.#clients.oracle.safe();
  }

  #broken(rule: string, what: string): void {
    this.#cluster.observer.broken(rule, what);
  }

  #guests(): void {
    const places = new Map<string, string>();
    for (const node of this.#cluster.nodes) {
      for (const guest of node.guests.values()) {
        if (guest.state !== 'running') continue;
        for (const disk of guest.mirrors) this.#cluster.mirrors.write(disk, node.uuid);
        const other = places.get(guest.name);
        if (other !== undefined)
          this.#broken('an instance runs on one node at most', `${guest.name} runs on ${other} and ${node.name}`);
        places.set(guest.name, node.name);
      }
      if (node.memoryFree < 0)
        this.#broken('accounting equals a recount', `${node.name} has given out too much memory`);
    }
  }

  #risingSerials(cfg: ConfigSnapshot): void {
    const seen = (key: string, serial: number): void => {
      const before = this.#serials.get(key) ?? 0;
      if (serial < before) this.#broken('serial numbers only rise', `${key} is at ${serial}, it was at ${before}`);
      this.#serials.set(key, serial);
    };
    seen('configuration', cfg.serial_no);
    seen('cluster', cfg.cluster.serial_no);
    for (const kind of ['nodes', 'instances', 'networks', 'nodegroups'] as const)
      for (const [uuid, object] of Object.entries<{ readonly serial_no: number }>(cfg[kind]))
        seen(`${kind}/${uuid}`, object.serial_no);
  }

  /** What the master counts on a candidate to have is on stable storage there. */
  #candidates({ masterd }: SimMaster): void {
    const { history } = this.#cluster;
    for (const { node, position } of masterd?.journal.report().followers ?? []) {
      const { name, disk } = this.#cluster.node(node);
      const stored = history.stored(disk, paths.file('journal'));
      if (position && stored && stored.seq < position.seq)
        this.#broken(
          'a candidate has what counts as there',
          `${name} has records up to ${positionText(stored)}, the master counts on ${positionText(position)}`,
        );
    }
  }

  /** Nobody waits for a lock of somebody who waits for one of his. */
  #locks({ masterd }: SimMaster): void {
    const locks = masterd?.locks;
    if (!locks) return;
    const cleared = new Set<string>();
    const visit = (owner: string, path: readonly string[]): void => {
      if (cleared.has(owner)) return;
      if (path.includes(owner)) {
        this.#broken('nobody waits in a circle', [...path, owner].join(' waits for '));
        return;
      }
      const wait = locks.waitOf(owner);
      for (const other of wait ? [...wait.holders, ...wait.ahead] : []) visit(other, [...path, owner]);
      cleared.add(owner);
    };
    for (const { pending } of locks.report()) for (const [, owner] of pending) visit(owner, []);
  }

  #jobs({ masterd }: SimMaster): void {
    if (!masterd) return;
    for (const job of this.#clients.oracle.jobs.values()) {
      if (job.archived) continue;
      const found: QueuedJob | undefined = masterd.queue.get(job.id);
      if (!found) {
        this.#broken('no accepted job is lost', `job ${job.id} (${job.what}) is not in the queue`);
        return;
      }
      const status = jobStatus(found);
      if (job.ended !== undefined && status !== job.ended)
        this.#broken(
          'no accepted job is lost',
          `job ${job.id} (${job.what}) had ended: ${job.ended}, now it is ${status}`,
        );
      if (isFinal(status) && found.end_timestamp === null)
        this.#broken('jobs are whole', `job ${job.id} is ${status} and has no end`);
    }
  }

  #knowledge(cfg: ConfigSnapshot): void {
    const { oracle } = this.#clients;
    const names = new Set(Object.values(cfg.instances).map((i) => i.name));
    for (const [name, present] of oracle.instances)
      if (present !== undefined && names.has(name) !== present)
        this.#broken('no confirmed change is lost', `instance ${name} is ${present ? 'gone' : 'back'}`);
    for (const { name, admin_state } of Object.values(cfg.instances)) {
      const up = oracle.up.get(name);
      if (up !== undefined && (admin_state === 'up') !== up)
        this.#broken('no confirmed change is lost', `instance ${name} is marked ${admin_state}`);
    }
    for (const [key, present] of oracle.tags) {
      const [owner = '', tag = ''] = key.split(' ');
      if (present !== undefined && tagsOf(cfg, owner).includes(tag) !== present)
        this.#broken('no confirmed change is lost', `tag ${tag} of ${owner} is ${present ? 'gone' : 'back'}`);
    }
  }
}

/** Tags of "cluster", "node/NAME" or "instance/NAME". */
export function tagsOf(cfg: ConfigSnapshot, owner: string): readonly string[] {
  const [kind, name] = owner.split('/');
  if (kind === 'cluster') return cfg.cluster.tags;
  const found =
    kind === 'node'
      ? Object.values(cfg.nodes).find((n) => n.name === name)
      : Object.values(cfg.instances).find((i) => i.name === name);
  return found?.tags ?? [];
}

/** What does not add up in a configuration: names, disks, minors, addresses, ports. */
export function recount(cfg: ConfigSnapshot): string[] {
  const wrong: string[] = [];
  const once = (what: string): ((value: string) => void) => {
    const seen = new Set<string>();
    return (value) => {
      if (seen.has(value)) wrong.push(`${what} ${value} is used twice`);
      seen.add(value);
    };
  };
  const [name, mac, port, disk, minor] = ['instance name', 'MAC', 'port', 'disk', 'minor'].map(once);
  const taken = new Map<string, Set<string>>(Object.keys(cfg.networks).map((uuid) => [uuid, new Set<string>()]));
  for (const instance of Object.values(cfg.instances)) {
    name?.(instance.name);
    for (const uuid of instance.disks) {
      disk?.(uuid);
      const object = cfg.disks[uuid];
      if (!object) {
        wrong.push(`disk ${uuid} of ${instance.name} does not exist`);
        continue;
      }
      if (object.dev_type !== 'drbd') continue;
      const [a, b, tcp, minorA, minorB] = object.logical_id;
      minor?.(`${a}:${String(minorA)}`);
      minor?.(`${b}:${String(minorB)}`);
      port?.(String(tcp));
      if (instance.primary_node !== a && instance.primary_node !== b)
        wrong.push(`${instance.name} is on ${instance.primary_node}, where its disk is not`);
    }
    for (const nic of instance.nics) {
      mac?.(nic.mac);
      if (nic.network && nic.ip) taken.get(nic.network)?.add(nic.ip);
    }
  }
  if (Object.keys(cfg.disks).length !== Object.values(cfg.instances).flatMap((i) => i.disks).length)
    wrong.push('there are disks without an instance');
  for (const free of cfg.cluster.tcpudp_port_pool) port?.(String(free));
  for (const [uuid, network] of Object.entries(cfg.networks)) {
    const reserved = new AddressPool(network).reservations.replaceAll('0', '').length;
    const used = taken.get(uuid)?.size ?? 0;
    if (reserved !== used) wrong.push(`network ${network.name} counts ${reserved} addresses, instances have ${used}`);
  }
  return wrong;
}
