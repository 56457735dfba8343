import { opBackupExport } from './backup/export.js';
import { opBackupPrepare } from './backup/prepare.js';
import { opBackupRemove } from './backup/remove.js';
import { opClusterActivateMasterIp } from './cluster/activate-master-ip.js';
import { opClusterConfigQuery } from './cluster/config-query.js';
import { opClusterDeactivateMasterIp } from './cluster/deactivate-master-ip.js';
import { opClusterDestroy } from './cluster/destroy.js';
import { opClusterPostInit } from './cluster/post-init.js';
import { opClusterQuery } from './cluster/query.js';
import { opClusterRedistConf } from './cluster/redist-conf.js';
import { opClusterRename } from './cluster/rename.js';
import { opClusterRenewCrypto } from './cluster/renew-crypto.js';
import { opClusterRepairDiskSizes } from './cluster/repair-disk-sizes.js';
import { opClusterSetParams } from './cluster/set-params.js';
import { opClusterVerify } from './cluster/verify.js';
import { opClusterVerifyConfig } from './cluster/verify-config.js';
import { opClusterVerifyDisks } from './cluster/verify-disks.js';
import { opClusterVerifyGroup } from './cluster/verify-group.js';
import { opExtStorageDiagnose } from './ext-storage/diagnose.js';
import { opGroupAdd } from './group/add.js';
import { opGroupAssignNodes } from './group/assign-nodes.js';
import { opGroupEvacuate } from './group/evacuate.js';
import { opGroupRemove } from './group/remove.js';
import { opGroupRename } from './group/rename.js';
import { opGroupSetParams } from './group/set-params.js';
import { opGroupVerifyDisks } from './group/verify-disks.js';
import { opInstanceActivateDisks } from './instance/activate-disks.js';
import { opInstanceChangeGroup } from './instance/change-group.js';
import { opInstanceConsole } from './instance/console.js';
import { opInstanceCreate } from './instance/create.js';
import { opInstanceDeactivateDisks } from './instance/deactivate-disks.js';
import { opInstanceFailover } from './instance/failover.js';
import { opInstanceGrowDisk } from './instance/grow-disk.js';
import { opInstanceMigrate } from './instance/migrate.js';
import { opInstanceMove } from './instance/move.js';
import { opInstanceMultiAlloc } from './instance/multi-alloc.js';
import { opInstanceQueryData } from './instance/query-data.js';
import { opInstanceReboot } from './instance/reboot.js';
import { opInstanceRecreateDisks } from './instance/recreate-disks.js';
import { opInstanceReinstall } from './instance/reinstall.js';
import { opInstanceRemove } from './instance/remove.js';
import { opInstanceRename } from './instance/rename.js';
import { opInstanceReplaceDisks } from './instance/replace-disks.js';
import { opInstanceSetParams } from './instance/set-params.js';
import { opInstanceShutdown } from './instance/shutdown.js';
import { opInstanceStartup } from './instance/startup.js';
import { opNetworkAdd } from './network/add.js';
import { opNetworkConnect } from './network/connect.js';
import { opNetworkDisconnect } from './network/disconnect.js';
import { opNetworkRemove } from './network/remove.js';
import { opNetworkRename } from './network/rename.js';
import { opNetworkSetParams } from './network/set-params.js';
import { opNodeAdd } from './node/add.js';
import { opNodeEvacuate } from './node/evacuate.js';
import { opNodeMigrate } from './node/migrate.js';
import { opNodeModifyStorage } from './node/modify-storage.js';
import { opOobCommand } from './node/oob-command.js';
import { opNodePowercycle } from './node/powercycle.js';
import { opNodeQueryStorage } from './node/query-storage.js';
import { opNodeQueryvols } from './node/queryvols.js';
import { opNodeRemove } from './node/remove.js';
import { opRepairNodeStorage } from './node/repair-storage.js';
import { opRestrictedCommand } from './node/restricted-command.js';
import { opNodeSetParams } from './node/set-params.js';
import { opOsDiagnose } from './os/diagnose.js';
import { opQuery } from './query/query.js';
import { opQueryFields } from './query/query-fields.js';
import { opTagsDel } from './tags/del.js';
import { opTagsGet } from './tags/get.js';
import { opTagsSearch } from './tags/search.js';
import { opTagsSet } from './tags/set.js';
import { opTestAllocator } from './test/allocator.js';
import { opTestDelay } from './test/delay.js';
import { opTestDummy } from './test/dummy.js';
import { opTestJqueue } from './test/jqueue.js';
import { opTestOsParams } from './test/os-params.js';

/** Every opcode, in the original's order. A new one is added here; `OpId` and all that is derived follow. */
export const opcodes = [
  opClusterPostInit,
  opClusterDestroy,
  opClusterQuery,
  opClusterVerify,
  opClusterVerifyConfig,
  opClusterVerifyGroup,
  opClusterVerifyDisks,
  opGroupVerifyDisks,
  opClusterRepairDiskSizes,
  opClusterConfigQuery,
  opClusterRename,
  opClusterSetParams,
  opClusterRedistConf,
  opClusterActivateMasterIp,
  opClusterDeactivateMasterIp,
  opClusterRenewCrypto,
  opQuery,
  opQueryFields,
  opOobCommand,
  opRestrictedCommand,
  opNodeRemove,
  opNodeAdd,
  opNodeQueryvols,
  opNodeQueryStorage,
  opNodeModifyStorage,
  opRepairNodeStorage,
  opNodeSetParams,
  opNodePowercycle,
  opNodeMigrate,
  opNodeEvacuate,
  opInstanceCreate,
  opInstanceMultiAlloc,
  opInstanceReinstall,
  opInstanceRemove,
  opInstanceRename,
  opInstanceStartup,
  opInstanceShutdown,
  opInstanceReboot,
  opInstanceReplaceDisks,
  opInstanceFailover,
  opInstanceMigrate,
  opInstanceMove,
  opInstanceConsole,
  opInstanceActivateDisks,
  opInstanceDeactivateDisks,
  opInstanceRecreateDisks,
  opInstanceQueryData,
  opInstanceSetParams,
  opInstanceGrowDisk,
  opInstanceChangeGroup,
  opGroupAdd,
  opGroupAssignNodes,
  opGroupSetParams,
  opGroupRemove,
  opGroupRename,
  opGroupEvacuate,
  opOsDiagnose,
  opExtStorageDiagnose,
  opBackupPrepare,
  opBackupExport,
  opBackupRemove,
  opTagsGet,
  opTagsSearch,
  opTagsSet,
  opTagsDel,
  opTestDelay,
  opTestAllocator,
  opTestJqueue,
  opTestOsParams,
  opTestDummy,
  opNetworkAdd,
  opNetworkRemove,
  opNetworkRename,
  opNetworkSetParams,
  opNetworkConnect,
  opNetworkDisconnect,
] as const;
