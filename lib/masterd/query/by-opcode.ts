import { makeSimpleFilter, readFilter, type QueryResult, type WireFilter } from '@gnt/protocol';
import { clusterResource } from './cluster.js';
import { plainRows } from './engine.js';
import { extstorageResource } from './extstorage.js';
import { osResource } from './os.js';
import type { ClusterSources, NodeSources } from './sources.js';

/** OP_QUERY of the cluster. */
export function queryCluster(
  sources: ClusterSources,
  fields: readonly string[],
  filter: unknown = null,
): Promise<QueryResult> {
  return clusterResource.run(fields, readFilter(filter), sources);
}

/** OP_QUERY of OS definitions. */
export function queryOs(sources: NodeSources, fields: readonly string[], filter: unknown = null): Promise<QueryResult> {
  return osResource.run(fields, readFilter(filter), sources);
}

/** OP_QUERY of external storage providers. */
export function queryExtStorage(
  sources: NodeSources,
  fields: readonly string[],
  filter: unknown = null,
): Promise<QueryResult> {
  return extstorageResource.run(fields, readFilter(filter), sources);
}

/**
 * OP_OS_DIAGNOSE: plain values of the named OS definitions, all when none is named. Those that are hidden, blacklisted
 * or invalid are left out unless that property is asked for.
 */
export async function diagnoseOs(
  sources: NodeSources,
  names: readonly string[],
  fields: readonly string[],
): Promise<unknown[][]> {
  const conditions: WireFilter[] = ['hidden', 'blacklisted']
    .filter((field) => !fields.includes(field))
    .map((field): WireFilter => ['!', ['?', field]]);
  if (!fields.includes('valid')) conditions.push(['?', 'valid']);
  return plainRows(await queryOs(sources, fields, ['&', makeSimpleFilter('name', names), ...conditions]));
}

/** OP_EXT_STORAGE_DIAGNOSE: plain values of the named providers, all when none is named. */
export async function diagnoseExtStorage(
  sources: NodeSources,
  names: readonly string[],
  fields: readonly string[],
): Promise<unknown[][]> {
  return plainRows(await queryExtStorage(sources, fields, makeSimpleFilter('name', names)));
}
