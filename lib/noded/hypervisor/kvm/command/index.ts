export { baseCommand } from './base.js';
export { completeCommand, runAsOptions, type Completion } from './completion.js';
export { diskOptions, placedDiskNode, userspaceAccess, type PlacedDisk } from './disks.js';
export type { Argument, CommandInput, InterfaceAddresses } from './interface.js';
export { localCommand } from './localise.js';
export { isUrl } from './media.js';
export { nicFeatures, nicOptions, vectors, type NicFeatures, type NicOnTap } from './network.js';
