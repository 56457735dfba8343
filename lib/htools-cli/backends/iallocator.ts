import { HtoolsError, readRequest, type ClusterData } from '@gnt/htools';
import type { Environment } from '../framework/environment.js';
import { failure } from '../framework/errors.js';
import { showWarnings } from '../output/warnings.js';
import { readFile } from './files.js';

/** The cluster of an allocator request in a file. */
export function loadRequestCluster(path: string, env: Environment): ClusterData {
  const text = readFile(path, env);
  try {
    const { cluster, warnings } = readRequest(text, 0, env.n1Rule);
    showWarnings(warnings, env);
    return cluster.data;
  } catch (error) {
    // What is wrong with a request is told as hail tells it.
    if (error instanceof HtoolsError) throw failure(error.message);
    throw error;
  }
}
