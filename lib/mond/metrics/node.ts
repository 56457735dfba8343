import { DEFAULT_NODED_PORT, RELEASE_VERSION } from '@gnt/constants';
import { parseDiskstats, DISKSTATS_FILE } from '../collectors/diskstats.js';
import type { CollectorDependencies } from '../collectors/interface.js';
import { memoryOf } from '../collectors/node-os-resources.js';
import { parseCpuWork } from '../collectors/cpu-load.js';
import { daemonProcesses } from '../daemon-processes.js';
import { countConnections, parseNetDev, TICKS } from '../parse/proc.js';
import { single, type Family } from './text.js';

const SECTOR = 512;

/** The node: processors, memory, network, version. */
export async function nodeFamilies(deps: CollectorDependencies): Promise<Family[]> {
  const { files } = deps;
  const [, ...work] = parseCpuWork(await files.readText('/proc/stat'));
  const memory = Object.entries(await memoryOf(deps));
  const [one = ''] = (await files.readText('/proc/loadavg')).split(' ');
  const net = parseNetDev(await files.readText('/proc/net/dev'));
  const counter = (name: string, help: string, of: (i: (typeof net)[number]) => number): Family => ({
    name,
    type: 'counter',
    help,
    samples: net.map((i) => ({ labels: { interface: i.name }, value: of(i) })),
  });
  return [
    {
      name: 'ganeti_build',
      type: 'info',
      help: 'Version of Ganeti and name of the node.',
      samples: [{ labels: { version: RELEASE_VERSION, node: deps.hostname }, value: 1 }],
    },
    single('ganeti_node_cpus', 'gauge', 'Processors of the node.', work.length),
    {
      name: 'ganeti_node_cpu_busy_seconds',
      type: 'counter',
      help: 'Time that a processor did not idle.',
      samples: work.map((ticks, cpu) => ({ labels: { cpu: String(cpu) }, value: ticks / TICKS })),
    },
    single('ganeti_node_load1', 'gauge', 'Load of the node, averaged over a minute.', Number(one)),
    {
      name: 'ganeti_node_memory_bytes',
      type: 'gauge',
      help: 'Memory of the node, by what it is used for.',
      samples: memory.map(([kind, value]) => ({ labels: { kind }, value })),
    },
    counter('ganeti_node_network_received_bytes', 'Bytes that an interface received.', (i) => i.receivedBytes),
    counter('ganeti_node_network_sent_bytes', 'Bytes that an interface sent.', (i) => i.sentBytes),
    counter('ganeti_node_network_errors', 'Packets that an interface lost.', (i) => i.receiveErrors + i.sendErrors),
  ];
}

/** The node's block devices. */
export async function diskFamilies({ files }: CollectorDependencies): Promise<Family[]> {
  const rows = parseDiskstats(await files.readText(DISKSTATS_FILE));
  const counter = (name: string, help: string, column: keyof (typeof rows)[number], factor: number): Family => ({
    name,
    type: 'counter',
    help,
    samples: rows.map((row) => ({ labels: { device: String(row.name) }, value: Number(row[column]) * factor })),
  });
  return [
    counter('ganeti_disk_reads', 'Reads that a block device completed.', 'readsNum', 1),
    counter('ganeti_disk_read_bytes', 'Bytes read from a block device.', 'secRead', SECTOR),
    counter('ganeti_disk_writes', 'Writes that a block device completed.', 'writes', 1),
    counter('ganeti_disk_written_bytes', 'Bytes written to a block device.', 'secWritten', SECTOR),
    counter('ganeti_disk_busy_seconds', 'Time that a block device had work.', 'timeIO', 0.001),
  ];
}

/** The node's daemons. */
export async function daemonFamilies(deps: CollectorDependencies): Promise<Family[]> {
  const daemons = await daemonProcesses(deps, deps.hostname);
  const gauge = (name: string, help: string, of: (d: (typeof daemons)[number]) => number | null): Family => ({
    name,
    type: 'gauge',
    help,
    samples: daemons.flatMap((d) => {
      const value = of(d);
      return value === null ? [] : [{ labels: { daemon: d.name }, value }];
    }),
  });
  return [
    gauge('ganeti_daemon_up', 'Whether a daemon runs.', (d) => (d.pid === null ? 0 : 1)),
    gauge('ganeti_daemon_expected', 'Whether a daemon ought to run here.', (d) => (d.expected ? 1 : 0)),
    gauge('ganeti_daemon_resident_bytes', 'Memory that a daemon has.', (d) => d.residentBytes),
    gauge('ganeti_daemon_uptime_seconds', 'How long a daemon runs.', (d) => d.uptime),
    { ...gauge('ganeti_daemon_cpu_seconds', 'Processor time of a daemon.', (d) => d.cpuSeconds), type: 'counter' },
  ];
}

/** Connections over which masters call this node's daemon. */
export async function rpcFamilies({ files }: CollectorDependencies): Promise<Family[]> {
  const states: Readonly<Record<string, string>> = {
    '01': 'established',
    '0A': 'listening',
    '06': 'time_wait',
    '08': 'close_wait',
  };
  const counts = new Map(Object.values(states).map((state) => [state, 0]));
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = (await files.readTextIfPresent(file)) ?? '';
    for (const [code, count] of countConnections(text, DEFAULT_NODED_PORT)) {
      const state = states[code] ?? 'other';
      counts.set(state, (counts.get(state) ?? 0) + count);
    }
  }
  return [
    {
      name: 'ganeti_rpc_connections',
      type: 'gauge',
      help: "TCP connections of this machine's node daemon, by state.",
      samples: [...counts].map(([state, value]) => ({ labels: { state }, value })),
    },
  ];
}
