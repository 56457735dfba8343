import { readCluster, type ClusterData } from '@gnt/htools';
import type { Environment } from '../framework/environment.js';
import { readFile } from './files.js';

/** A cluster from a file in the text format. */
export function loadText(path: string, env: Environment): ClusterData {
  return readCluster(readFile(path, env));
}
