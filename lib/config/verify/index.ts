import { allReferenceFaults } from '../integrity.js';
import type { ConfigSnapshot } from '../interface.js';
import { addressFaults, networkFaults } from './addresses.js';
import { clusterFaults } from './cluster.js';
import { diskFaults, instanceFaults } from './instances.js';
import { groupFaults, nodeFaults } from './nodes.js';

/** Everything that is wrong with a configuration as a whole, as `gnt-cluster verify` lists it; empty when sound. */
export function verifyConfig(cfg: ConfigSnapshot): string[] {
  const checks = [
    allReferenceFaults,
    clusterFaults,
    diskFaults,
    instanceFaults,
    nodeFaults,
    groupFaults,
    networkFaults,
    addressFaults,
  ];
  return checks.flatMap((check) => [...check(cfg)]);
}
