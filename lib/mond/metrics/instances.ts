import { ADMINST_UP, HT_KVM } from '@gnt/constants';
import { ownersOf, DRBD_FILE } from '../collectors/drbd.js';
import type { CollectorDependencies } from '../collectors/interface.js';
import { instancesOfNode } from '../collectors/lv.js';
import { runningGuests } from '../kvm-guests.js';
import { parseDrbd } from '../parse/drbd.js';
import type { Family } from './text.js';

/** Instances of the node: what they should be, and what the guests of KVM use. */
export async function instanceFamilies(deps: CollectorDependencies): Promise<Family[]> {
  const { primary, secondary } = await instancesOfNode(deps.confd, deps.hostname);
  const guests = await runningGuests(deps);
  const running = new Set(guests.map((g) => g.name));
  const named: (Readonly<Record<string, unknown>> & { name: string })[] = primary.map((i) => ({
    ...i,
    name: String(i['name']),
  }));
  const perGuest = (name: string, help: string, of: (guest: (typeof guests)[number]) => number): Family => ({
    name,
    type: 'gauge',
    help,
    samples: guests.map((g) => ({ labels: { instance: g.name }, value: of(g) })),
  });
  return [
    {
      name: 'ganeti_node_instances',
      type: 'gauge',
      help: 'Instances that have this node as primary or secondary.',
      samples: [
        { labels: { role: 'primary' }, value: primary.length },
        { labels: { role: 'secondary' }, value: secondary.length },
      ],
    },
    {
      name: 'ganeti_instance_admin_up',
      type: 'gauge',
      help: 'Whether an instance of this node should run.',
      samples: named.map((i) => ({ labels: { instance: i.name }, value: i['admin_state'] === ADMINST_UP ? 1 : 0 })),
    },
    {
      name: 'ganeti_instance_up',
      type: 'gauge',
      help: 'Whether a KVM instance of this node runs.',
      samples: named
        .filter((i) => i['hypervisor'] === HT_KVM)
        .map((i) => ({ labels: { instance: i.name }, value: running.has(i.name) ? 1 : 0 })),
    },
    perGuest('ganeti_instance_vcpus', 'Processors that a KVM guest was started with.', (g) => g.vcpus),
    perGuest('ganeti_instance_memory_bytes', 'Memory that a KVM guest was started with.', (g) => g.memory * 1048576),
    perGuest('ganeti_instance_resident_bytes', "Memory that a KVM guest's process has.", (g) => g.residentBytes),
    {
      ...perGuest('ganeti_instance_cpu_seconds', 'Processor time of a KVM guest.', (g) => g.stat.cpuSeconds),
      type: 'counter',
    },
  ];
}

/** DRBD devices; nothing on a node without DRBD. */
export async function drbdFamilies({ files, confd, hostname }: CollectorDependencies): Promise<Family[]> {
  const text = await files.readTextIfPresent(DRBD_FILE);
  if (text === undefined) return [];
  const owners = ownersOf(await confd.ask('REQ_NODE_DRBD', hostname));
  const devices = parseDrbd(text, owners).deviceInfos.filter((d) => d['perfIndicators'] !== undefined);
  const labels = (d: (typeof devices)[number]): Record<string, string> => ({
    minor: String(d.minor),
    instance: owners.get(d.minor) ?? '',
  });
  const indicator = (d: (typeof devices)[number], name: string): number =>
    (d['perfIndicators'] as Readonly<Record<string, number>>)[name] ?? 0;
  const family = (
    name: string,
    help: string,
    type: 'gauge' | 'counter',
    of: (d: (typeof devices)[number]) => number,
  ): Family => ({
    name,
    type,
    help,
    samples: devices.map((d) => ({ labels: labels(d), value: of(d) })),
  });
  return [
    family('ganeti_drbd_connected', 'Whether a DRBD device has its peer.', 'gauge', (d) =>
      d['remoteRole'] === 'Unknown' ? 0 : 1,
    ),
    family('ganeti_drbd_uptodate', "Whether a DRBD device's local disk is up to date.", 'gauge', (d) =>
      d['localState'] === 'UpToDate' ? 1 : 0,
    ),
    family(
      'ganeti_drbd_out_of_sync_bytes',
      'Data that the peer of a DRBD device lacks.',
      'gauge',
      (d) => indicator(d, 'outOfSync') * 1024,
    ),
    family(
      'ganeti_drbd_sent_bytes',
      'Data that a DRBD device sent to its peer.',
      'counter',
      (d) => indicator(d, 'networkSend') * 1024,
    ),
    family(
      'ganeti_drbd_received_bytes',
      'Data that a DRBD device had from its peer.',
      'counter',
      (d) => indicator(d, 'networkReceive') * 1024,
    ),
  ];
}
