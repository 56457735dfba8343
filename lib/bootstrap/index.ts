export type { BootstrapContext } from './context.js';
export { createBootstrapContext } from './create-context.js';
export { finishClusterDestroy } from './destroy.js';
export { initCluster } from './init.js';
export type { InitOptions } from './init-options.js';
export type { Remote, RemoteNode, RemoteOptions } from './remote.js';
export { createRemote, setupNode, type NodeSetup } from './setup-node.js';
export { candidateStandings, masterFailover, unhealthyMajority, type FailoverOutcome } from './master-failover.js';
export type { CandidateStanding } from './journal-standing.js';
