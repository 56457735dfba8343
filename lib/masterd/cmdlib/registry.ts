import type { OpId } from '@gnt/opcodes';
import type { LogicalUnitClass } from './base.js';
import { LUClusterVerifyConfig } from './cluster/verify/verify-config.js';
import { LUClusterVerifyGroup } from './cluster/verify/verify-group.js';
import { LUClusterVerify } from './cluster/verify/verify.js';
import { LUClusterDestroy } from './cluster/destroy.js';
import { LUClusterActivateMasterIp, LUClusterDeactivateMasterIp } from './cluster/master-ip.js';
import { LUClusterPostInit } from './cluster/post-init.js';
import { LUClusterConfigQuery, LUClusterQuery } from './cluster/query.js';
import { LUClusterRedistConf } from './cluster/redist-conf.js';
import { LUClusterRepairDiskSizes } from './cluster/repair-disk-sizes.js';
import { LUClusterVerifyDisks } from './cluster/verify-disks.js';
import { LUClusterSetParams } from './cluster/set-params/unit.js';
import { LUGroupAdd } from './group/add.js';
import { LUGroupAssignNodes } from './group/members.js';
import { LUGroupEvacuate } from './group/evacuate.js';
import { LUGroupRemove } from './group/remove.js';
import { LUGroupRename } from './group/rename.js';
import { LUGroupSetParams } from './group/set-params.js';
import { LUGroupVerifyDisks } from './group/verify-disks.js';
import { LUInstanceChangeGroup } from './instance/change-group.js';
import { LUInstanceConsole } from './instance/console.js';
import { LUInstanceCreate } from './instance/create/unit.js';
import { LUInstanceActivateDisks, LUInstanceDeactivateDisks } from './instance/disks.js';
import { LUInstanceFailover } from './instance/failover.js';
import { LUInstanceGrowDisk } from './instance/grow-disk.js';
import { LUInstanceMigrate } from './instance/migrate.js';
import { LUInstanceMultiAlloc } from './instance/multi-alloc.js';
import { LUInstanceQueryData } from './instance/query-data.js';
import { LUInstanceReboot } from './instance/reboot.js';
import { LUInstanceReinstall } from './instance/reinstall.js';
import { LUInstanceRemove } from './instance/remove.js';
import { LUInstanceRename } from './instance/rename.js';
import { LUInstanceSetParams } from './instance/set-params/unit.js';
import { LUInstanceShutdown } from './instance/shutdown.js';
import { LUInstanceStartup } from './instance/startup.js';
import { LUNetworkAdd } from './network/add.js';
import { LUNetworkConnect, LUNetworkDisconnect } from './network/connection.js';
import { LUNetworkRemove } from './network/remove.js';
import { LUNetworkRename } from './network/rename.js';
import { LUNetworkSetParams } from './network/set-params.js';
import { LUNodeAdd } from './node/add.js';
import { LUNodeEvacuate } from './node/evacuate.js';
import { LUNodeMigrate } from './node/migrate.js';
import { LUOobCommand } from './node/oob-command.js';
import { LUNodePowercycle } from './node/powercycle.js';
import { LUNodeRemove } from './node/remove.js';
import { LURestrictedCommand } from './node/restricted-command.js';
import { LUNodeSetParams } from './node/set-params.js';
import { LUNodeModifyStorage, LUNodeQueryStorage, LUNodeQueryvols, LURepairNodeStorage } from './node/storage.js';
import { LUExtStorageDiagnose, LUOsDiagnose } from './os/diagnose.js';
import { LUQuery, LUQueryFields } from './query/query.js';
import { LUTagsDel, LUTagsGet, LUTagsSearch, LUTagsSet } from './tags/tags.js';
import { LUTestAllocator } from './test/allocator.js';
import { LUTestDelay } from './test/delay.js';
import { LUTestJqueue } from './test/jqueue.js';
import { LUTestOsParams } from './test/os-params.js';

/** Keeps the compiler's check that a unit belongs to its opcode while the table forgets which one. */
function unit<Id extends OpId>(id: Id, cls: LogicalUnitClass<Id>): [OpId, LogicalUnitClass] {
  return [id, cls as unknown as LogicalUnitClass];
}

/** The logical unit of each opcode that this release can run. */
export const logicalUnits: Partial<Record<OpId, LogicalUnitClass>> = Object.fromEntries([
  unit('OP_CLUSTER_VERIFY', LUClusterVerify),
  unit('OP_CLUSTER_VERIFY_CONFIG', LUClusterVerifyConfig),
  unit('OP_CLUSTER_VERIFY_GROUP', LUClusterVerifyGroup),
  unit('OP_CLUSTER_ACTIVATE_MASTER_IP', LUClusterActivateMasterIp),
  unit('OP_CLUSTER_CONFIG_QUERY', LUClusterConfigQuery),
  unit('OP_CLUSTER_DEACTIVATE_MASTER_IP', LUClusterDeactivateMasterIp),
  unit('OP_CLUSTER_DESTROY', LUClusterDestroy),
  unit('OP_CLUSTER_POST_INIT', LUClusterPostInit),
  unit('OP_CLUSTER_QUERY', LUClusterQuery),
  unit('OP_CLUSTER_REDIST_CONF', LUClusterRedistConf),
  unit('OP_CLUSTER_REPAIR_DISK_SIZES', LUClusterRepairDiskSizes),
  unit('OP_CLUSTER_SET_PARAMS', LUClusterSetParams),
  unit('OP_CLUSTER_VERIFY_DISKS', LUClusterVerifyDisks),
  unit('OP_EXT_STORAGE_DIAGNOSE', LUExtStorageDiagnose),
  unit('OP_GROUP_ADD', LUGroupAdd),
  unit('OP_GROUP_ASSIGN_NODES', LUGroupAssignNodes),
  unit('OP_GROUP_EVACUATE', LUGroupEvacuate),
  unit('OP_GROUP_REMOVE', LUGroupRemove),
  unit('OP_GROUP_RENAME', LUGroupRename),
  unit('OP_GROUP_SET_PARAMS', LUGroupSetParams),
  unit('OP_GROUP_VERIFY_DISKS', LUGroupVerifyDisks),
  unit('OP_INSTANCE_ACTIVATE_DISKS', LUInstanceActivateDisks),
  unit('OP_INSTANCE_CHANGE_GROUP', LUInstanceChangeGroup),
  unit('OP_INSTANCE_CONSOLE', LUInstanceConsole),
  unit('OP_INSTANCE_CREATE', LUInstanceCreate),
  unit('OP_INSTANCE_DEACTIVATE_DISKS', LUInstanceDeactivateDisks),
  unit('OP_INSTANCE_FAILOVER', LUInstanceFailover),
  unit('OP_INSTANCE_GROW_DISK', LUInstanceGrowDisk),
  unit('OP_INSTANCE_MIGRATE', LUInstanceMigrate),
  unit('OP_INSTANCE_MULTI_ALLOC', LUInstanceMultiAlloc),
  unit('OP_INSTANCE_QUERY_DATA', LUInstanceQueryData),
  unit('OP_INSTANCE_REBOOT', LUInstanceReboot),
  unit('OP_INSTANCE_REINSTALL', LUInstanceReinstall),
  unit('OP_INSTANCE_REMOVE', LUInstanceRemove),
  unit('OP_INSTANCE_RENAME', LUInstanceRename),
  unit('OP_INSTANCE_SET_PARAMS', LUInstanceSetParams),
  unit('OP_INSTANCE_SHUTDOWN', LUInstanceShutdown),
  unit('OP_INSTANCE_STARTUP', LUInstanceStartup),
  unit('OP_NETWORK_ADD', LUNetworkAdd),
  unit('OP_NETWORK_CONNECT', LUNetworkConnect),
  unit('OP_NETWORK_DISCONNECT', LUNetworkDisconnect),
  unit('OP_NETWORK_REMOVE', LUNetworkRemove),
  unit('OP_NETWORK_RENAME', LUNetworkRename),
  unit('OP_NETWORK_SET_PARAMS', LUNetworkSetParams),
  unit('OP_NODE_ADD', LUNodeAdd),
  unit('OP_NODE_EVACUATE', LUNodeEvacuate),
  unit('OP_NODE_MIGRATE', LUNodeMigrate),
  unit('OP_NODE_MODIFY_STORAGE', LUNodeModifyStorage),
  unit('OP_NODE_POWERCYCLE', LUNodePowercycle),
  unit('OP_NODE_QUERYVOLS', LUNodeQueryvols),
  unit('OP_NODE_QUERY_STORAGE', LUNodeQueryStorage),
  unit('OP_NODE_REMOVE', LUNodeRemove),
  unit('OP_NODE_SET_PARAMS', LUNodeSetParams),
  unit('OP_OOB_COMMAND', LUOobCommand),
  unit('OP_OS_DIAGNOSE', LUOsDiagnose),
  unit('OP_QUERY', LUQuery),
  unit('OP_QUERY_FIELDS', LUQueryFields),
  unit('OP_REPAIR_NODE_STORAGE', LURepairNodeStorage),
  unit('OP_RESTRICTED_COMMAND', LURestrictedCommand),
  unit('OP_TAGS_DEL', LUTagsDel),
  unit('OP_TAGS_GET', LUTagsGet),
  unit('OP_TAGS_SEARCH', LUTagsSearch),
  unit('OP_TAGS_SET', LUTagsSet),
  unit('OP_TEST_ALLOCATOR', LUTestAllocator),
  unit('OP_TEST_DELAY', LUTestDelay),
  unit('OP_TEST_JQUEUE', LUTestJqueue),
  unit('OP_TEST_OS_PARAMS', LUTestOsParams),
]);
