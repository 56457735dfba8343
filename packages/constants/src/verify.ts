// Cluster verification: error codes with the kind of object they are about, checks asked of a node (NV_*), optional checks. Names and values are the original's.
export const NV_FILE_STORAGE_PATH = 'file-storage-path';
export const NV_GLUSTER_STORAGE_PATH = 'gluster-storage-path';
export const NV_SHARED_FILE_STORAGE_PATH = 'shared-file-storage-path';
export const CV_ERROR = 'ERROR';
export const CV_TCLUSTER = 'cluster';
export const CV_TGROUP = 'group';
export const CV_TINSTANCE = 'instance';
export const CV_TNODE = 'node';
export const CV_WARNING = 'WARNING';
export const NV_ACCEPTED_STORAGE_PATHS = 'allowed-file-storage-paths';
export const NV_BRIDGES = 'bridges';
export const NV_CLIENT_CERT = 'client-cert';
export const NV_DRBDHELPER = 'drbd-helper';
export const NV_DRBDLIST = 'drbd-list';
export const NV_DRBDVERSION = 'drbd-version';
export const NV_EXCLUSIVEPVS = 'exclusive-pvs';
export const NV_FILELIST = 'filelist';
export const NV_HVINFO = 'hvinfo';
export const NV_HVPARAMS = 'hvparms';
export const NV_HYPERVISOR = 'hypervisor';
export const NV_INSTANCELIST = 'instancelist';
export const NV_LVLIST = 'lvlist';
export const NV_MASTERIP = 'master-ip';
export const NV_NODELIST = 'nodelist';
export const NV_NODENETTEST = 'node-net-test';
export const NV_NODESETUP = 'nodesetup';
export const NV_NONVMNODES = 'nonvmnodes';
export const NV_OOB_PATHS = 'oob-paths';
export const NV_OSLIST = 'oslist';
export const NV_PVLIST = 'pvlist';
export const NV_SSH_CLUTTER = 'ssh-clutter';
export const NV_SSH_SETUP = 'ssh-setup';
export const NV_TIME = 'time';
export const NV_USERSCRIPTS = 'user-scripts';
export const NV_VERSION = 'version';
export const NV_VGLIST = 'vglist';
export const VERIFY_HVPARAM_ASSESSMENT = 'hvparam_assessment';
export const VERIFY_NPLUSONE_MEM = 'nplusone_mem';
export const VF_DEV = 'dev';
export const VF_INSTANCE = 'instance';
export const VF_NAME = 'name';
export const VF_NODE = 'node';
export const VF_PHYS = 'phys';
export const VF_SIZE = 'size';
export const VF_VG = 'vg';
export const CV_ECLUSTERCERT = [CV_TCLUSTER, 'ECLUSTERCERT'] as const;
export const CV_ECLUSTERCFG = [CV_TCLUSTER, 'ECLUSTERCFG'] as const;
export const CV_ECLUSTERCLIENTCERT = [CV_TCLUSTER, 'ECLUSTERCLIENTCERT'] as const;
export const CV_ECLUSTERDANGLINGINST = [CV_TNODE, 'ECLUSTERDANGLINGINST'] as const;
export const CV_ECLUSTERDANGLINGNODES = [CV_TNODE, 'ECLUSTERDANGLINGNODES'] as const;
export const CV_ECLUSTERFILECHECK = [CV_TCLUSTER, 'ECLUSTERFILECHECK'] as const;
export const CV_EEXTAGS = [CV_TNODE, 'EEXTAGS'] as const;
export const CV_EGROUPDIFFERENTPVSIZE = [CV_TGROUP, 'EGROUPDIFFERENTPVSIZE'] as const;
export const CV_EINSTANCEBADNODE = [CV_TINSTANCE, 'EINSTANCEBADNODE'] as const;
export const CV_EINSTANCEDOWN = [CV_TINSTANCE, 'EINSTANCEDOWN'] as const;
export const CV_EINSTANCEFAULTYDISK = [CV_TINSTANCE, 'EINSTANCEFAULTYDISK'] as const;
export const CV_EINSTANCELAYOUT = [CV_TINSTANCE, 'EINSTANCELAYOUT'] as const;
export const CV_EINSTANCEMISSINGCFGPARAMETER = [CV_TINSTANCE, 'EINSTANCEMISSINGCFGPARAMETER'] as const;
export const CV_EINSTANCEMISSINGDISK = [CV_TINSTANCE, 'EINSTANCEMISSINGDISK'] as const;
export const CV_EINSTANCEPOLICY = [CV_TINSTANCE, 'EINSTANCEPOLICY'] as const;
export const CV_EINSTANCESPLITGROUPS = [CV_TINSTANCE, 'EINSTANCESPLITGROUPS'] as const;
export const CV_EINSTANCEUNSUITABLENODE = [CV_TINSTANCE, 'EINSTANCEUNSUITABLENODE'] as const;
export const CV_EINSTANCEWRONGNODE = [CV_TINSTANCE, 'EINSTANCEWRONGNODE'] as const;
export const CV_ENODEDRBD = [CV_TNODE, 'ENODEDRBD'] as const;
export const CV_ENODEDRBDHELPER = [CV_TNODE, 'ENODEDRBDHELPER'] as const;
export const CV_ENODEDRBDVERSION = [CV_TNODE, 'ENODEDRBDVERSION'] as const;
export const CV_ENODEFILECHECK = [CV_TNODE, 'ENODEFILECHECK'] as const;
export const CV_ENODEFILESTORAGEPATHS = [CV_TNODE, 'ENODEFILESTORAGEPATHS'] as const;
export const CV_ENODEFILESTORAGEPATHUNUSABLE = [CV_TNODE, 'ENODEFILESTORAGEPATHUNUSABLE'] as const;
export const CV_ENODEGLUSTERSTORAGEPATHUNUSABLE = [CV_TNODE, 'ENODEGLUSTERSTORAGEPATHUNUSABLE'] as const;
export const CV_ENODEHOOKS = [CV_TNODE, 'ENODEHOOKS'] as const;
export const CV_ENODEHV = [CV_TNODE, 'ENODEHV'] as const;
export const CV_ENODELVM = [CV_TNODE, 'ENODELVM'] as const;
export const CV_ENODEN1 = [CV_TNODE, 'ENODEN1'] as const;
export const CV_ENODENET = [CV_TNODE, 'ENODENET'] as const;
export const CV_ENODEOOBPATH = [CV_TNODE, 'ENODEOOBPATH'] as const;
export const CV_ENODEORPHANINSTANCE = [CV_TNODE, 'ENODEORPHANINSTANCE'] as const;
export const CV_ENODEORPHANLV = [CV_TNODE, 'ENODEORPHANLV'] as const;
export const CV_ENODEOS = [CV_TNODE, 'ENODEOS'] as const;
export const CV_ENODERPC = [CV_TNODE, 'ENODERPC'] as const;
export const CV_ENODESETUP = [CV_TNODE, 'ENODESETUP'] as const;
export const CV_ENODESHAREDFILESTORAGEPATHUNUSABLE = [CV_TNODE, 'ENODESHAREDFILESTORAGEPATHUNUSABLE'] as const;
export const CV_ENODESSH = [CV_TNODE, 'ENODESSH'] as const;
export const CV_ENODETIME = [CV_TNODE, 'ENODETIME'] as const;
export const CV_ENODEUSERSCRIPTS = [CV_TNODE, 'ENODEUSERSCRIPTS'] as const;
export const CV_ENODEVERSION = [CV_TNODE, 'ENODEVERSION'] as const;
export const VERIFY_OPTIONAL_CHECKS = [VERIFY_HVPARAM_ASSESSMENT, VERIFY_NPLUSONE_MEM] as const;
/** Every cluster-verify code by its name: [kind of object, code]. */
export const CV_ALL_ECODES = {
  CV_ECLUSTERCERT,
  CV_ECLUSTERCFG,
  CV_ECLUSTERCLIENTCERT,
  CV_ECLUSTERDANGLINGINST,
  CV_ECLUSTERDANGLINGNODES,
  CV_ECLUSTERFILECHECK,
  CV_EEXTAGS,
  CV_EGROUPDIFFERENTPVSIZE,
  CV_EINSTANCEBADNODE,
  CV_EINSTANCEDOWN,
  CV_EINSTANCEFAULTYDISK,
  CV_EINSTANCELAYOUT,
  CV_EINSTANCEMISSINGCFGPARAMETER,
  CV_EINSTANCEMISSINGDISK,
  CV_EINSTANCEPOLICY,
  CV_EINSTANCESPLITGROUPS,
  CV_EINSTANCEUNSUITABLENODE,
  CV_EINSTANCEWRONGNODE,
  CV_ENODEDRBD,
  CV_ENODEDRBDHELPER,
  CV_ENODEDRBDVERSION,
  CV_ENODEFILECHECK,
  CV_ENODEFILESTORAGEPATHS,
  CV_ENODEFILESTORAGEPATHUNUSABLE,
  CV_ENODEGLUSTERSTORAGEPATHUNUSABLE,
  CV_ENODEHOOKS,
  CV_ENODEHV,
  CV_ENODELVM,
  CV_ENODEN1,
  CV_ENODENET,
  CV_ENODEOOBPATH,
  CV_ENODEORPHANINSTANCE,
  CV_ENODEORPHANLV,
  CV_ENODEOS,
  CV_ENODERPC,
  CV_ENODESETUP,
  CV_ENODESHAREDFILESTORAGEPATHUNUSABLE,
  CV_ENODESSH,
  CV_ENODETIME,
  CV_ENODEUSERSCRIPTS,
  CV_ENODEVERSION,
} as const;
