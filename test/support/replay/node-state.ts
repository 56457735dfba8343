import { V_CLUSTER_VIRT_PATH_PREFIX } from '@gnt/constants';
import type { NodeExchange } from './noded-recordings.js';
import type { RecordedNode } from './recorded-node.js';

interface Disk {
  readonly path: string;
  readonly size: number;
}
interface Instance {
  readonly name: string;
  readonly memory: number;
  readonly vcpus: number;
}

/** All objects in a value, at any depth. */
function* objectsIn(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Readonly<Record<string, unknown>>;
  for (const inner of Object.values(value)) yield* objectsIn(inner);
}

function disksIn(value: unknown): Disk[] {
  return [...objectsIn(value)].flatMap((o) => {
    const id = o['logical_id'];
    return Array.isArray(id) && typeof o['size'] === 'number' ? [{ path: String(id[1]), size: o['size'] }] : [];
  });
}

function fakeInstancesIn(value: unknown): Instance[] {
  return [...objectsIn(value)].flatMap((o) => {
    if (o['hypervisor'] !== 'fake' || typeof o['name'] !== 'string') return [];
    const be = (o['beparams'] ?? {}) as Readonly<Record<string, number>>;
    return [{ name: o['name'], memory: be['maxmem'] ?? 128, vcpus: be['vcpus'] ?? 1 }];
  });
}

/** Calls whose paths a virtual cluster marks. */
const WITH_PATHS = ['upload_file', 'upload_file_single', 'jobqueue_update', 'jobqueue_rename'];

/** The request as a master of a virtual cluster sends it. */
export function virtualBody({ call, body }: NodeExchange): string {
  return WITH_PATHS.includes(call)
    ? body.replaceAll('"/var/lib/ganeti', `"${V_CLUSTER_VIRT_PATH_PREFIX}/var/lib/ganeti`)
    : body;
}

/** Calls that meet an instance that is not running. */
const MEET_STOPPED = ['instance_start', 'accept_instance'];
/** Calls that meet disks, or directories, that are not there yet. */
const MEET_NOTHING = ['blockdev_create', 'file_storage_dir_create'];

/** Where a call needs more than disks and instances. */
const SPECIAL: Readonly<Record<string, (node: RecordedNode, args: readonly unknown[]) => Promise<void>>> = {
  node_demote_from_mc: (node) => node.writeFile('/var/lib/ganeti/ssconf_master_node', 'node2.peer.test\n'),
  file_storage_dir_remove: (node, [path]) => node.makeDirectory(String(path)),
  file_storage_dir_rename: (node, [path]) => node.makeDirectory(String(path)),
  async instance_info(node, [name]) {
    await node.writeFile(`/var/run/ganeti/fake-hypervisor/${String(name)}`, '0\n256\n2\n');
  },
};

/** Brings the node into a state in which the recorded call can have got its answer. */
export async function prepareNode(node: RecordedNode, { call, body, answer }: NodeExchange): Promise<void> {
  const args = JSON.parse(body) as readonly unknown[];
  if (!MEET_NOTHING.includes(call)) for (const disk of disksIn(args)) await node.makeDisk(disk.path, disk.size);
  else for (const { path } of disksIn(args)) await node.makeDirectory(path.slice(0, path.lastIndexOf('/')));
  if (!MEET_STOPPED.includes(call)) {
    for (const { name, memory, vcpus } of fakeInstancesIn(args)) {
      await node.writeFile(`/var/run/ganeti/fake-hypervisor/${name}`, `0\n${memory}\n${vcpus}\n`);
    }
  }
  // What the answer shows must have been there.
  if (call === 'hooks_runner' && answer[0]) {
    for (const [script, , output] of answer[1] as readonly (readonly [string, number, string])[]) {
      await node.writeFile(`/etc/ganeti/hooks/${script}`, `#!/bin/sh\necho '${output}'\n`, 0o755);
    }
  }
  if (call === 'export_list' && answer[0]) {
    for (const name of answer[1] as readonly string[]) await node.makeDirectory(`/var/lib/ganeti/export/${name}`);
  }
  if (call === 'all_instances_info') {
    for (const [name, { memory, vcpus }] of Object.entries(
      answer[1] as Readonly<Record<string, { memory: number; vcpus: number }>>,
    )) {
      await node.writeFile(`/var/run/ganeti/fake-hypervisor/${name}`, `0\n${memory}\n${vcpus}\n`);
    }
  }
  if (call === 'jobqueue_rename' && answer[0]) {
    for (const [from] of args[0] as readonly (readonly [string, string])[]) await node.writeFile(from, '{}');
  }
  if (call !== 'instance_info' || Object.keys(answer[1] as object).length > 0) await SPECIAL[call]?.(node, args);
}
