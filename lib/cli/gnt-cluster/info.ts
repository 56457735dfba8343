import { ES_SEARCH_PATH, OS_SEARCH_PATH } from '@gnt/constants';
import { defineCommand } from '../framework/command.js';
import * as o from '../options.js';
import { formatInfo, pairs, type Info, type Pairs } from '../output/info.js';
import { groupedParams } from '../output/params.js';
import { formatPolicy } from '../output/policy.js';
import { romanOr } from '../output/roman.js';
import { niceSort } from '../output/sort.js';
import { formatTime } from '../output/time.js';
import { formatUidPool } from './uid-pool.js';

type Params = Readonly<Record<string, unknown>>;

/** The answer to QueryClusterInfo, read by kind of value. */
class ClusterInfo {
  readonly #values: Params;
  readonly roman: boolean;

  constructor(values: Params, roman: boolean) {
    this.#values = values;
    this.roman = roman;
  }

  plain(key: string): Info {
    return (this.#values[key] ?? null) as Info;
  }
  number(key: string): Info {
    return romanOr(this.plain(key), this.roman);
  }
  words(key: string): readonly string[] {
    return (this.#values[key] ?? []) as readonly string[];
  }
  params(key: string): Params {
    return (this.#values[key] ?? {}) as Params;
  }
  grouped(key: string): Params {
    return groupedParams(this.params(key), this.roman);
  }
}

function orNone(words: readonly string[]): string {
  return words.length === 0 ? '(none)' : words.join(', ');
}

function clusterParameters(info: ClusterInfo): Pairs {
  return pairs(
    ['candidate pool size', info.number('candidate_pool_size')],
    ['maximal number of jobs running simultaneously', info.number('max_running_jobs')],
    ['maximal number of jobs simultaneously tracked by the scheduler', info.number('max_tracked_jobs')],
    ['mac prefix', info.plain('mac_prefix')],
    ['master netdev', info.plain('master_netdev')],
    ['master netmask', info.number('master_netmask')],
    ['use external master IP address setup script', info.plain('use_external_mip_script')],
    ['lvm volume group', info.plain('volume_group_name')],
    ['lvm reserved volumes', orNone(info.words('reserved_lvs'))],
    ['drbd usermode helper', info.plain('drbd_usermode_helper')],
    ['file storage path', info.plain('file_storage_dir')],
    ['shared file storage path', info.plain('shared_file_storage_dir')],
    ['gluster storage path', info.plain('gluster_storage_dir')],
    ['maintenance of node health', info.plain('maintain_node_health')],
    ['uid pool', formatUidPool(info.plain('uid_pool') as unknown as readonly (readonly [number, number])[])],
    ['default instance allocator', info.plain('default_iallocator')],
    ['default instance allocator parameters', info.plain('default_iallocator_params')],
    ['primary ip version', info.number('primary_ip_version')],
    ['preallocation wipe disks', info.plain('prealloc_wipe_disks')],
    ['OS search path', OS_SEARCH_PATH.join(', ')],
    ['ExtStorage Providers search path', ES_SEARCH_PATH.join(', ')],
    ['enabled disk templates', info.words('enabled_disk_templates').join(', ')],
    ['install image', info.plain('install_image')],
    ['instance communication network', info.plain('instance_communication_network')],
    ['zeroing image', info.plain('zeroing_image')],
    ['compression tools', info.words('compression_tools')],
    ['enabled user shutdown', info.plain('enabled_user_shutdown')],
    ['modify ssh setup', info.plain('modify_ssh_setup')],
    ['ssh_key_type', info.plain('ssh_key_type')],
    ['ssh_key_bits', info.plain('ssh_key_bits')],
  );
}

function dataCollectors(info: ClusterInfo): Record<string, Info> {
  const intervals = info.params('data_collector_interval');
  return Object.fromEntries(
    Object.entries(info.params('enabled_data_collectors')).map(([name, active]): [string, Info] => [
      name,
      pairs(['active', active as Info], ['interval', `${(Number(intervals[name]) / 1e6).toFixed(3)}s`]),
    ]),
  );
}

function describe(info: ClusterInfo): Pairs {
  const enabled = info.words('enabled_hypervisors');
  const hvparams = Object.fromEntries(
    Object.entries(info.params('hvparams')).filter(([name]) => enabled.includes(name)),
  );
  return pairs(
    ['Cluster name', info.plain('name')],
    ['Cluster UUID', info.plain('uuid')],
    ['Creation time', formatTime(info.plain('ctime'))],
    ['Modification time', formatTime(info.plain('mtime'))],
    ['Master node', info.plain('master')],
    ['Architecture (this node)', `${info.words('architecture')[0] ?? ''} (${info.words('architecture')[1] ?? ''})`],
    ['Tags', orNone(niceSort(info.words('tags')))],
    ['Default hypervisor', info.plain('default_hypervisor')],
    ['Enabled hypervisors', enabled.join(', ')],
    ['Hypervisor parameters', groupedParams(hvparams, info.roman)],
    ['OS-specific hypervisor parameters', info.grouped('os_hvp')],
    ['OS parameters', info.grouped('osparams')],
    ['Hidden OSes', info.words('hidden_os').join(', ')],
    ['Blacklisted OSes', info.words('blacklisted_os').join(', ')],
    ['Cluster parameters', clusterParameters(info)],
    ['Default node parameters', info.grouped('ndparams')],
    ['Default instance parameters', info.grouped('beparams')],
    ['Default nic parameters', info.grouped('nicparams')],
    ['Default disk parameters', info.grouped('diskparams')],
    ['Instance policy - limits for instances', formatPolicy(info.params('ipolicy'), null, info.roman)],
    ['Data collectors', dataCollectors(info)],
  );
}

/** gnt-cluster info: everything about the cluster itself. */
export const info = defineCommand({
  tool: 'gnt-cluster',
  name: 'info',
  usage: '',
  args: [],
  options: { roman: o.roman },
  async run({ opts, session }) {
    const values = await (await session.client()).call('QueryClusterInfo', {});
    session.out(formatInfo(describe(new ClusterInfo(values, opts.roman))));
    return 0;
  },
});
