import type { LuxiMethod } from '@gnt/protocol';
import type { LuxiHandler } from '../context.js';
import { archiveJob } from './archive-job.js';
import { autoArchiveJobs } from './auto-archive-jobs.js';
import { cancelJob } from './cancel-job.js';
import { changeJobPriority } from './change-job-priority.js';
import { deleteFilter } from './delete-filter.js';
import { pickupJob } from './pickup-job.js';
import { query } from './query.js';
import { queryClusterInfo } from './query-cluster-info.js';
import { queryConfigValues } from './query-config-values.js';
import { queryExports } from './query-exports.js';
import { queryFields } from './query-fields.js';
import { queryFilters } from './query-filters.js';
import { queryGroups } from './query-groups.js';
import { queryInstances } from './query-instances.js';
import { queryJobs } from './query-jobs.js';
import { queryNetworks } from './query-networks.js';
import { queryNodes } from './query-nodes.js';
import { queryTags } from './query-tags.js';
import { replaceFilter } from './replace-filter.js';
import { setDrainFlag } from './set-drain-flag.js';
import { setWatcherPause } from './set-watcher-pause.js';
import { submitJob } from './submit-job.js';
import { submitJobToDrainedQueue } from './submit-job-to-drained-queue.js';
import { submitManyJobs } from './submit-many-jobs.js';
import { waitForJobChange } from './wait-for-job-change.js';

/** The handler of each method of the table; one that is missing does not compile. */
export const luxiHandlers: { readonly [M in LuxiMethod]: LuxiHandler<M> } = {
  Query: query,
  QueryFields: queryFields,
  QueryNodes: queryNodes,
  QueryGroups: queryGroups,
  QueryNetworks: queryNetworks,
  QueryInstances: queryInstances,
  QueryFilters: queryFilters,
  ReplaceFilter: replaceFilter,
  DeleteFilter: deleteFilter,
  QueryJobs: queryJobs,
  QueryExports: queryExports,
  QueryConfigValues: queryConfigValues,
  QueryClusterInfo: queryClusterInfo,
  QueryTags: queryTags,
  SubmitJob: submitJob,
  SubmitJobToDrainedQueue: submitJobToDrainedQueue,
  SubmitManyJobs: submitManyJobs,
  WaitForJobChange: waitForJobChange,
  PickupJob: pickupJob,
  ArchiveJob: archiveJob,
  AutoArchiveJobs: autoArchiveJobs,
  CancelJob: cancelJob,
  ChangeJobPriority: changeJobPriority,
  SetDrainFlag: setDrainFlag,
  SetWatcherPause: setWatcherPause,
};
