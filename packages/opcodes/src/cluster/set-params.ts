import { ht } from '@gnt/ht';
import { defineOpcode, optional, sensitive } from '../define.js';
import { pDiskparams, pIpolicy } from '../params/cluster.js';
import { pDiskState, pForce, pHvState, pNdparams } from '../params/common.js';
import { pMacPrefix } from '../params/network.js';
import { ddmSimple, diskTemplate, hypervisor, jobIdListOnly, nicParams, uidRange } from '../types/index.js';

export const opClusterSetParams = defineOpcode({
  id: 'OP_CLUSTER_SET_PARAMS',
  doc: 'Change settings of the cluster. What is left out or null stays as it is.',
  summaryField: null,
  params: {
    force: pForce,
    hv_state: pHvState,
    disk_state: pDiskState,
    vg_name: optional(ht.maybe(ht.string), null, 'Default LVM volume group; the empty string turns LVM off.'),
    enabled_hypervisors: optional(ht.maybe(ht.list(hypervisor)), null, 'Hypervisors in use; the first is the default.'),
    hvparams: optional(ht.maybe(ht.dict(ht.anyObject)), null, 'Default hypervisor parameters, per hypervisor.'),
    beparams: optional(ht.maybe(ht.anyObject), null, 'Default backend parameters; memory in MiB.'),
    os_hvp: optional(
      ht.maybe(ht.dict(ht.anyObject)),
      null,
      'Hypervisor parameters that hold for one OS: OS, then hypervisor, then parameter.',
    ),
    osparams: optional(ht.maybe(ht.dict(ht.anyObject)), null, 'Default parameters for OS scripts, per OS.'),
    osparams_private_cluster: sensitive(
      'private',
      optional(
        ht.maybe(ht.dict(ht.anyObject)),
        null,
        'Default private parameters for OS scripts, per OS; never printed or logged.',
      ),
    ),
    diskparams: pDiskparams,
    candidate_pool_size: optional(
      ht.maybe(ht.positiveInt),
      null,
      'How many master candidates to keep; nodes are promoted and demoted accordingly.',
    ),
    max_running_jobs: optional(ht.maybe(ht.positiveInt), null, 'How many jobs run at the same time.'),
    max_tracked_jobs: optional(
      ht.maybe(ht.positiveInt),
      null,
      'How many jobs the scheduler watches for progress at the same time.',
    ),
    uid_pool: optional(
      ht.maybe(ht.list(uidRange)),
      null,
      'User ids for instance processes, as [first, last] ranges; replaces all ranges.',
    ),
    add_uids: optional(ht.maybe(ht.list(uidRange)), null, 'Ranges to add to the user ids for instance processes.'),
    remove_uids: optional(
      ht.maybe(ht.list(uidRange)),
      null,
      'Ranges to take out of the user ids for instance processes.',
    ),
    maintain_node_health: optional(
      ht.maybe(ht.bool),
      null,
      'Whether node daemons shut down what should not run on their node.',
    ),
    prealloc_wipe_disks: optional(
      ht.maybe(ht.bool),
      null,
      'Whether new disks are overwritten with zeros before first use.',
    ),
    nicparams: optional(ht.maybe(nicParams), null, 'Default parameters of network cards.'),
    ndparams: pNdparams,
    ipolicy: pIpolicy,
    drbd_helper: optional(
      ht.maybe(ht.string),
      null,
      'User helper program that DRBD must be set up with; the empty string turns DRBD off.',
    ),
    default_iallocator: optional(
      ht.maybe(ht.string),
      null,
      'Allocator to use where none is named; the empty string for none.',
    ),
    default_iallocator_params: optional(ht.maybe(ht.anyObject), null, 'Options handed to the default allocator.'),
    mac_prefix: pMacPrefix,
    master_netdev: optional(ht.maybe(ht.string), null, 'Network interface that carries the master address.'),
    master_netmask: optional(ht.maybe(ht.nonNegativeInt), null, 'Prefix length of the master address.'),
    reserved_lvs: optional(
      ht.maybe(ht.list(ht.nonEmptyString)),
      null,
      'Regular expressions for names of logical volumes that verification leaves alone.',
    ),
    hidden_os: optional(
      ht.maybe(ht.list(ht.tuple(ddmSimple, ht.nonEmptyString))),
      null,
      'Changes to the list of OSes not shown: [add or remove, OS].',
    ),
    blacklisted_os: optional(
      ht.maybe(ht.list(ht.tuple(ddmSimple, ht.nonEmptyString))),
      null,
      'Changes to the list of OSes not to be installed: [add or remove, OS].',
    ),
    use_external_mip_script: optional(
      ht.maybe(ht.bool),
      null,
      "Whether a script of the operator's sets up the master address.",
    ),
    enabled_disk_templates: optional(
      ht.maybe(ht.list(diskTemplate)),
      null,
      'Disk templates in use; the first is the default.',
    ),
    modify_etc_hosts: optional(ht.maybe(ht.bool), null, 'Whether nodes and cluster are entered in /etc/hosts.'),
    file_storage_dir: optional(
      ht.maybe(ht.string),
      null,
      'Directory for disks of template file; the empty string turns it off.',
    ),
    shared_file_storage_dir: optional(
      ht.maybe(ht.string),
      null,
      'Directory, shared by all nodes, for disks of template sharedfile; the empty string turns it off.',
    ),
    gluster_storage_dir: optional(
      ht.maybe(ht.string),
      null,
      'Directory where Gluster volumes are mounted; the empty string turns it off.',
    ),
    install_image: optional(
      ht.maybe(ht.string),
      null,
      'Image of the machine that runs OS installations in isolation: a path or a URL.',
    ),
    instance_communication_network: optional(
      ht.maybe(ht.string),
      null,
      'Network through which guests reach the metadata daemon; the empty string turns it off.',
    ),
    zeroing_image: optional(
      ht.maybe(ht.string),
      null,
      'Image of the machine that overwrites free disk space before an export: a path or a URL.',
    ),
    compression_tools: optional(
      ht.maybe(ht.list(ht.nonEmptyString)),
      null,
      'Tools allowed for compressing data between nodes.',
    ),
    enabled_user_shutdown: optional(
      ht.maybe(ht.bool),
      null,
      'Whether a guest may switch itself off for good; else the watcher starts it again.',
    ),
    enabled_data_collectors: optional(
      ht.maybe(ht.dict(ht.bool)),
      null,
      'Collectors of the monitoring daemon to turn on or off.',
    ),
    data_collector_interval: optional(
      ht.maybe(ht.dict(ht.int)),
      null,
      'How often each collector runs, in microseconds.',
    ),
  },
  result: ht.anyOf(ht.none, jobIdListOnly),
});
