export { diagnoseExtStorage, diagnoseOs, queryCluster, queryExtStorage, queryOs } from './by-opcode.js';
export type { QueryAnswer, QueryResource } from './define.js';
export { QueryEngine } from './engine.js';
export { instanceStatus } from './instance-status.js';
export { queryResources } from './registry.js';
export type { ClusterSources, JobReader, NodeSources, QuerySources } from './sources.js';
