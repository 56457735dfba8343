import type { Masterd } from '../../lib/masterd/start.js';
import type { ConfigSnapshot } from '../../lib/config/interface.js';
import type { Clients } from './client.js';
import type { SimCluster } from './cluster.js';
import { paths } from './node.js';

const PROBE = 'simulation';

/** What must be so when all jobs are over and nothing is broken any more. */
export async function checkRest(cluster: SimCluster, clients: Clients): Promise<void> {
  const masterd = cluster.master?.masterd;
  if (!masterd) return;
  for (const { node } of cluster.stale)
    cluster.observer.broken('there is one writer', `${node.name} was replaced as master and has not stepped down`);
  nothingReserved(cluster, masterd);
  nodesFit(cluster, masterd.cfg.snapshot, clients.oracle.gutted);
  await candidatesFollow(cluster, clients, masterd);
}

/** Nobody holds names or numbers any more: what is free can be had. */
function nothingReserved(cluster: SimCluster, { cfg }: Masterd): void {
  const { reservations, snapshot } = cfg;
  const rule = 'a job that is over reserves nothing';
  const names = new Set(Object.values(snapshot.instances).map((i) => i.name));
  for (let n = 1; n <= 8; n += 1) {
    const name = `inst${n}.sim`;
    if (names.has(name)) continue;
    try {
      reservations.reserveInstanceName(PROBE, name);
    } catch (e) {
      cluster.observer.broken(rule, (e as Error).message);
    }
  }
  for (const node of cluster.nodes) {
    const used = new Set(minorsOf(snapshot, node.uuid).keys());
    let free = 0;
    while (used.has(free)) free += 1;
    const [minor] = reservations.allocateDrbdMinors(PROBE, [node.uuid], 'probe');
    if (minor !== free)
      cluster.observer.broken(
        rule,
        `minor ${free} of ${node.name} is free, the next one given out is ${String(minor)}`,
      );
  }
  reservations.release(PROBE);
}

/** Minors that the configuration gives to disks on a node. */
function minorsOf(cfg: ConfigSnapshot, node: string): Map<number, string> {
  const found = new Map<number, string>();
  for (const { uuid, dev_type, logical_id } of Object.values(cfg.disks)) {
    if (dev_type !== 'drbd') continue;
    const [a, b, , minorA, minorB] = logical_id;
    if (a === node) found.set(Number(minorA), uuid);
    if (b === node) found.set(Number(minorB), uuid);
  }
  return found;
}

/** Nodes have what the configuration says; nothing more, where nothing was broken on purpose. */
function nodesFit(cluster: SimCluster, cfg: ConfigSnapshot, gutted: ReadonlySet<string>): void {
  const rule = 'nodes have what the configuration says';
  const broken = (what: string): void => {
    cluster.observer.broken(rule, what);
  };
  const known = new Set(Object.values(cfg.instances).map((i) => i.name));
  const gone = new Set(
    Object.values(cfg.instances)
      .filter((i) => gutted.has(i.name))
      .flatMap((i) => i.disks),
  );
  for (const node of cluster.nodes) {
    const wanted = new Set<string>();
    const optional = new Set<string>();
    for (const disk of Object.values(cfg.disks)) {
      const into = gone.has(disk.uuid) ? optional : wanted;
      if (!disk.nodes.includes(node.uuid)) continue;
      if (disk.dev_type === 'plain') into.add(disk.logical_id.join('/'));
      if (disk.dev_type === 'drbd') for (const child of disk.children) into.add(child.logical_id.join('/'));
    }
    for (const volume of wanted) if (!node.volumes.has(volume)) broken(`volume ${volume} is missing on ${node.name}`);
    if (cluster.disturbed) continue;
    for (const volume of node.volumes.keys())
      if (!wanted.has(volume) && !optional.has(volume)) broken(`volume ${volume} is left on ${node.name}`);
    const minors = minorsOf(cfg, node.uuid);
    for (const [minor, disk] of cluster.mirrors.minors(node.uuid))
      if (minors.get(minor) !== disk) broken(`minor ${minor} of ${node.name} is still set up for ${disk}`);
    for (const guest of node.guests.keys())
      if (!known.has(guest)) broken(`${guest} runs on ${node.name} and is unknown`);
  }
  if (cluster.disturbed) return;
  for (const instance of Object.values(cfg.instances)) {
    const runs = cluster.nodes.filter((n) => n.guests.get(instance.name)?.state === 'running').map((n) => n.uuid);
    const should = instance.admin_state === 'up' ? [instance.primary_node] : [];
    if (runs.join() !== should.join())
      broken(
        `${instance.name} is marked ${instance.admin_state} on ${instance.primary_node} and runs on '${runs.join()}'`,
      );
  }
}

/** After one more change every candidate has the configuration that the master has. */
async function candidatesFollow(cluster: SimCluster, clients: Clients, { cfg }: Masterd): Promise<void> {
  const op = { OP_ID: 'OP_TAGS_SET', kind: 'cluster', name: null, tags: ['at-rest'] };
  void clients.submit('tag cluster at-rest', [op]);
  await cluster.time.advance(300_000);
  const { nodes, cluster: own } = cfg.snapshot;
  const master = nodes[own.master_node];
  const here = cluster.node(own.master_node).disk.peek(paths.file('configData'));
  for (const { uuid, name, master_candidate, offline } of Object.values(nodes)) {
    if (!master_candidate || offline) continue;
    const there = cluster.node(uuid).disk.peek(paths.file('configData'));
    if (there !== here)
      cluster.observer.broken(
        'candidates follow the master',
        `${name} has another configuration than ${master?.name ?? ''}`,
      );
  }
}
