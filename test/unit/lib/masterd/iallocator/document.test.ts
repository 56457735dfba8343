import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { AdminState, DiskTemplate } from '@gnt/constants';
import type { ConfigData } from '@gnt/objects';
import { allocatorDocument } from '../../../../../lib/masterd/iallocator/cluster-data.js';
import { templateOf } from '../../../../../lib/masterd/iallocator/gather.js';
import type { NodeLive } from '../../../../../lib/masterd/iallocator/node-data.js';
import type { AllocatorRequest } from '../../../../../lib/masterd/iallocator/request.js';
import { diskOf, labConfig } from '../../../../support/lab-config.js';

const folder = join(process.env['GANETI_GOLDEN'] ?? '../shared/golden', 'iallocator');
const skip = !existsSync(folder) && 'no recordings of the original (GANETI_GOLDEN or ../shared/golden)';

type Json = Record<string, never>;
interface Recorded {
  readonly cluster_name: string;
  readonly cluster_tags: string[];
  readonly ipolicy: Json;
  readonly enabled_hypervisors: string[];
  readonly nodegroups: Record<
    string,
    { name: string; alloc_policy: string; networks: string[]; ipolicy: Json; tags: string[] }
  >;
  readonly nodes: Record<string, Record<string, number> & { ndparams: Json; group: string }>;
  readonly instances: Record<
    string,
    {
      admin_state: AdminState;
      disk_template: DiskTemplate;
      disks: { dev_type: DiskTemplate; size: number; mode: 'ro' | 'rw' }[];
      nodes: string[];
      nics: { mac: string; ip: string | null; mode: string; link: string }[];
      vcpus: number;
      memory: number;
      spindle_use: number;
      os: string;
      tags: string[];
      disks_active: boolean;
      hypervisor: string;
    }
  >;
  readonly request: AllocatorRequest;
}

/** The configuration that a recorded document describes. */
function configOf(recorded: Recorded): ConfigData {
  const instances = Object.entries(recorded.instances);
  const options = instances.map(([name, { disk_template, nodes, admin_state }]) => ({
    name: name.split('.')[0]!,
    node: nodes[0]!,
    template: disk_template,
    state: admin_state,
  }));
  return labConfig(options, (data) => {
    const [someNode, someGroup] = [Object.values(data.nodes)[0]!, Object.values(data.nodegroups)[0]!];
    Object.assign(data.cluster, {
      cluster_name: recorded.cluster_name,
      tags: recorded.cluster_tags,
      ipolicy: recorded.ipolicy,
      enabled_hypervisors: recorded.enabled_hypervisors,
      master_node: 'node1.peer.test',
    });
    data.nodes = {};
    for (const [name, node] of Object.entries(recorded.nodes)) {
      data.nodes[name] = { ...someNode, ...(node as object), uuid: name, name };
    }
    data.nodegroups = {};
    for (const [uuid, { networks, ipolicy, ...group }] of Object.entries(recorded.nodegroups)) {
      // A group has no standard size of its own.
      const { std: _, ...own } = ipolicy as Record<string, unknown>;
      const links = Object.fromEntries(networks.map((network) => [network, {}]));
      Object.assign(data.nodegroups, { [uuid]: { ...someGroup, ...group, uuid, ipolicy: own, networks: links } });
    }
    data.disks = {};
    for (const [name, instance] of instances) {
      const made = Object.values(data.instances).find((i) => i.name.split('.')[0] === name.split('.')[0])!;
      const disks = instance.disks.map(({ dev_type, size, mode }, index) => {
        const uuid = `${name}-disk${index}`;
        return { ...diskOf(name, dev_type, instance.nodes[0]!), uuid, size, mode };
      });
      for (const disk of disks) data.disks[disk.uuid] = disk;
      Object.assign(made, {
        name,
        primary_node: instance.nodes[0],
        disks: disks.map(({ uuid }) => uuid),
        beparams: {
          vcpus: instance.vcpus,
          maxmem: instance.memory,
          minmem: instance.memory,
          spindle_use: instance.spindle_use,
        },
        nics: instance.nics.map(({ mac, ip, mode, link }, index) => ({
          uuid: `${name}-nic${index}`,
          mac,
          ip,
          name: null,
          network: null,
          nicparams: { mode, link },
        })),
        os: instance.os,
        tags: instance.tags,
        disks_active: instance.disks_active,
        hypervisor: instance.hypervisor,
      });
    }
  });
}

/** Nodes that say what the recorded document was made of; each instance that is to run does, with all its memory. */
function liveOf({ nodes, instances }: Recorded, storage: string): Map<string, NodeLive> {
  return new Map(
    Object.entries(nodes).map(([name, node]): [string, NodeLive] => {
      const hypervisor = {
        memory_total: node['total_memory']!,
        memory_free: node['free_memory']!,
        memory_dom0: node['reserved_memory']!,
        cpu_total: node['total_cpus']!,
        cpu_dom0: node['reserved_cpus']!,
      };
      const units = [
        { type: storage, name: null, storage_size: node['total_disk']!, storage_free: node['free_disk']! },
      ];
      const running = Object.entries(instances).filter(([, i]) => i.admin_state === 'up' && i.nodes[0] === name);
      return [
        name,
        {
          info: { ok: true, payload: ['boot', units, [hypervisor]] },
          instances: {
            ok: true,
            payload: Object.fromEntries(
              running.map(([instance, { memory }]) => [instance, { memory, vcpus: 1, state: 'running', time: 0 }]),
            ),
          },
        },
      ];
    }),
  );
}

describe('the document for allocators', { skip }, () => {
  const files = skip === false ? readdirSync(folder).filter((file) => file.endsWith('.json')) : [];
  it('has recordings of every kind of request', () => {
    const kinds = new Set(files.map((file) => file.split('.')[0]));
    assert.deepEqual([...kinds].sort(), ['allocate', 'change-group', 'multi-allocate', 'node-evacuate', 'relocate']);
  });
  for (const file of files) {
    it(`is what the original wrote: ${file}`, () => {
      const recorded = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recorded;
      const cfg = configOf(recorded) as never;
      const template = templateOf(cfg, recorded.request);
      const document = allocatorDocument(cfg, recorded.request, template, liveOf(recorded, 'file'));
      assert.deepEqual(JSON.parse(JSON.stringify(document)), recorded);
    });
  }
});
