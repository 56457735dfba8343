import { readRequest, type ClusterData } from '@gnt/htools';
import type { Environment } from '../framework/environment.js';
import { readFile } from './files.js';

/** The cluster of an allocator request in a file. */
export function loadRequestCluster(path: string, env: Environment): ClusterData {
  return readRequest(readFile(path, env), 0).cluster.data;
}
