import { addNodeKey, removeNodeKey } from '../backend/ssh/keys.js';
import { done, type Handlers } from './types.js';

/** Calls about root's SSH keys, made to the master's node daemon. */
export const sshHandlers = {
  node_ssh_key_add: (args, ctx) => done(addNodeKey(ctx, args)),
  node_ssh_key_remove: (args, ctx) => removeNodeKey(ctx, args),
} satisfies Handlers;
