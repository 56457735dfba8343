export * from './errors.js';
export * from './interface.js';
export { createHypervisors, type HypervisorDeps, type Hypervisors } from './registry.js';
export { readVirtualNode, virtualNodePath, type VirtualNode } from './node-info.js';
