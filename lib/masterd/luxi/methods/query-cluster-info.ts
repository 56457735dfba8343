import { clusterInfo } from '../cluster-info.js';
import type { LuxiHandler } from '../context.js';

/** Everything about the cluster itself. */
export const queryClusterInfo: LuxiHandler<'QueryClusterInfo'> = async (_args, { cfg }) => clusterInfo(cfg.snapshot);
