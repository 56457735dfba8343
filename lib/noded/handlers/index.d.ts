import type { Handlers } from './types.js';
export type { Handler, Handlers } from './types.js';
/** Every call that this node answers; a call that is not here gets 404. */
export declare const handlers: Handlers;
