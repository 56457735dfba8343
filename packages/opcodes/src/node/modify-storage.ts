import { ht } from '@gnt/ht';
import { defineOpcode, required } from '../define.js';
import { pNodeName, pNodeUuid, pStorageName, pStorageType } from '../params/node.js';

export const opNodeModifyStorage = defineOpcode({
  id: 'OP_NODE_MODIFY_STORAGE',
  doc: 'Change attributes of a storage unit of a node.',
  summaryField: 'node_name',
  params: {
    node_name: pNodeName,
    node_uuid: pNodeUuid,
    storage_type: pStorageType,
    name: pStorageName,
    changes: required(ht.anyObject, 'New values by attribute; physical volumes have "allocatable".'),
  },
  result: ht.none,
});
