export { createCollectors } from './collectors/registry.js';
export type { Collector, CollectorDependencies } from './collectors/interface.js';
export { startMond, type MondDependencies, type MondSettings } from './daemon.js';
export { NodeConfd, type Confd } from './node-confd.js';
