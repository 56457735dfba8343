export { DrbdDevices } from './drbd.js';
export { runWatcher } from './main.js';
export { parseWatcherOptions, watcherCommand } from './options.js';
export { systemContext } from './system.js';
