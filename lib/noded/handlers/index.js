import { blockdevHandlers } from './blockdev.js';
import { configHandlers } from './config.js';
import { instanceHandlers } from './instance.js';
import { jobqueueHandlers } from './jobqueue.js';
import { masterHandlers } from './master.js';
import { migrationHandlers } from './migration.js';
import { nodeHandlers } from './node.js';
import { osHandlers } from './os.js';
import { runHandlers } from './run.js';
import { storageHandlers } from './storage.js';
/** Every call that this node answers; a call that is not here gets 404. */
export const handlers = {
    ...nodeHandlers,
    ...configHandlers,
    ...jobqueueHandlers,
    ...masterHandlers,
    ...runHandlers,
    ...storageHandlers,
    ...blockdevHandlers,
    ...instanceHandlers,
    ...migrationHandlers,
    ...osHandlers,
};
