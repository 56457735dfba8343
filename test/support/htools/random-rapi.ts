import { readCluster } from '@gnt/htools';

/** Answers of the remote API about a cluster in the text format, by file name, as hscan reads them from a directory. */
export function rapiFiles(text: string, hypervisor: string): Record<string, string> {
  const data = readCluster(text);
  const name = (node: number): string => data.nodes[node]?.name ?? '';
  const groups = data.groups.map((g) => ({
    name: g.name,
    uuid: g.uuid,
    alloc_policy: g.allocPolicy,
    tags: g.tags,
    ipolicy: g.policy,
  }));
  const nodes = data.nodes.map((n) => ({
    name: n.name,
    offline: n.offline,
    drained: false,
    vm_capable: true,
    ndparams: { exclusive_storage: n.exclusiveStorage, spindle_count: n.totalSpindles },
    'group.uuid': data.groups[n.group]?.uuid,
    mtotal: n.totalMem,
    mnode: n.nodeMem,
    mfree: n.freeMem,
    dtotal: n.totalDisk,
    dfree: n.freeDisk,
    ctotal: n.totalCpus,
    cnos: n.nodeCpus,
    sptotal: 0,
    spfree: 0,
    tags: n.tags,
  }));
  const instances = data.instances.map(({ instance: i, primary, secondary }) => ({
    name: i.name,
    disk_usage: i.disk,
    'disk.sizes': i.diskless ? [] : [i.disk],
    'disk.spindles': i.diskless ? [] : [null],
    oper_ram: i.running ? i.mem : null,
    beparams: { memory: i.mem, maxmem: i.mem, vcpus: i.vcpus, auto_balance: i.autoBalance, spindle_use: i.spindleUse },
    status: i.status,
    pnode: name(primary),
    snodes: secondary < 0 ? [] : [name(secondary)],
    tags: i.tags,
    disk_template: i.diskTemplate,
    forthcoming: i.forthcoming,
  }));
  const master = (data.nodes.find((n) => n.isMaster) ?? data.nodes[0])?.name;
  const info = {
    name: 'cluster.example.com',
    master,
    default_hypervisor: hypervisor,
    tags: data.tags,
    ipolicy: data.policy,
  };
  return {
    'groups.json': JSON.stringify(groups),
    'nodes.json': JSON.stringify(nodes),
    'instances.json': JSON.stringify(instances),
    'info.json': JSON.stringify(info),
  };
}
