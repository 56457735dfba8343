import { clusterResource } from './cluster.js';
import type { QueryResource } from './define.js';
import { exportResource } from './export.js';
import { extstorageResource } from './extstorage.js';
import { filterResource } from './filter.js';
import { groupResource } from './group.js';
import { instanceResource } from './instance.js';
import { jobResource } from './job.js';
import { lockResource } from './lock.js';
import { networkResource } from './network.js';
import { nodeResource } from './node.js';
import { osResource } from './os.js';

/** All kinds of items that can be listed, with their fields. */
export const queryResources: readonly QueryResource[] = [
  clusterResource,
  instanceResource,
  nodeResource,
  lockResource,
  groupResource,
  osResource,
  extstorageResource,
  jobResource,
  exportResource,
  networkResource,
  filterResource,
];
