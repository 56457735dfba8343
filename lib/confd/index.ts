export { startConfd, type ConfdDependencies, type ConfdSettings } from './daemon.js';
export { Responder, type Source } from './responder.js';
export { ConfdServer } from './server.js';
export { readSnapshot, type Snapshot } from './snapshot.js';
export { FileSource } from './source.js';
