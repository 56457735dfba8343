import type { AdminState, DiskTemplate } from '@gnt/constants';
import type { ConfigData, Disk, Instance, Node } from '@gnt/objects';
import { recordedConfig } from './config-data.js';

/** The parts of an instance that tests choose. */
export interface InstanceOptions {
  readonly name: string;
  readonly node?: string;
  readonly template?: DiskTemplate;
  readonly state?: AdminState;
  readonly more?: Partial<Instance>;
}

const STAMP = { ctime: 1_700_000_000, mtime: 1_700_000_000, serial_no: 1 };

function node(uuid: string, index: number): Node {
  return {
    uuid,
    name: `${uuid}.example.com`,
    primary_ip: `192.0.2.${index}`,
    secondary_ip: `192.0.2.${index}`,
    master_candidate: true,
    offline: false,
    drained: false,
    group: 'group1',
    master_capable: true,
    vm_capable: true,
    ndparams: {},
    powered: true,
    hv_state_static: {},
    disk_state_static: {},
    tags: [],
    ...STAMP,
  };
}

/** A disk of a file-based template. */
export function diskOf(instance: string, template: DiskTemplate, primary: string): Disk {
  const uuid = `${instance}-disk0`;
  return {
    uuid,
    dev_type: template,
    logical_id: ['loop', `/srv/ganeti/${template}/${instance}.example.com/${uuid}`],
    children: [],
    nodes: template === 'file' ? [primary] : [],
    iv_name: 'disk/0',
    size: 1024,
    mode: 'rw',
    params: {},
    ...STAMP,
  };
}

/**
 * A cluster of three nodes (node1 is the master) in one group, with the parameters of the recorded one; UUIDs are the
 * short names, so that traces can be read.
 */
export function labConfig(
  instances: readonly InstanceOptions[] = [],
  change: (data: ConfigData) => void = () => undefined,
): ConfigData {
  const data = structuredClone(recordedConfig()) as ConfigData;
  const nodes = ['node1', 'node2', 'node3'];
  const [group] = Object.values(data.nodegroups);
  if (!group) throw new Error('the recorded configuration has no group');
  data.nodes = Object.fromEntries(nodes.map((uuid, i) => [uuid, node(uuid, i + 1)]));
  data.nodegroups = {
    group1: {
      ...group,
      uuid: 'group1',
      name: 'default',
      alloc_policy: 'preferred',
      ipolicy: {},
      networks: {},
      diskparams: {},
      ndparams: {},
      tags: [],
    },
  };
  Object.assign(data, { networks: {}, instances: {}, disks: {}, filters: {} });
  Object.assign(data.cluster, {
    master_node: 'node1',
    cluster_name: 'cluster.example.com',
    candidate_certs: { node1: '11', node2: '22', node3: '33' },
    default_iallocator: '',
    osparams: {},
    os_hvp: {},
    tags: [],
    enabled_hypervisors: ['fake', 'kvm'],
    enabled_disk_templates: ['file', 'sharedfile', 'diskless'],
    tcpudp_port_pool: [],
    highest_used_port: 11000,
  });
  for (const options of instances) addLabInstance(data, options);
  change(data);
  return data;
}

/** Puts an instance with one disk (none when diskless) into the configuration. */
export function addLabInstance(
  data: ConfigData,
  { name, node: primary = 'node2', template = 'file', state = 'up', more = {} }: InstanceOptions,
): void {
  const disk = template === 'diskless' ? undefined : diskOf(name, template, primary);
  if (disk) data.disks[disk.uuid] = disk;
  data.instances[name] = {
    uuid: name,
    name: `${name}.example.com`,
    primary_node: primary,
    os: 'noop',
    hypervisor: 'fake',
    hvparams: {},
    beparams: {},
    osparams: {},
    osparams_private: {},
    admin_state: state,
    admin_state_source: 'admin',
    nics: [
      {
        mac: `aa:00:00:00:00:${(Object.keys(data.instances).length + 16).toString(16)}`,
        nicparams: {},
        uuid: `${name}-nic0`,
      },
    ],
    disks: disk ? [disk.uuid] : [],
    disks_active: state === 'up',
    tags: [],
    ...STAMP,
    ...more,
  };
}
