import type { RpcArgs, RpcCall, RpcPayload } from '@gnt/protocol';
import type { NodeContext } from '../context.js';
/** Answers one call. */
export type Handler<C extends RpcCall> = (args: RpcArgs<C>, ctx: NodeContext) => Promise<RpcPayload<C>> | RpcPayload<C>;
/** Handlers by call; those of a concern, or all that this node has. */
export type Handlers = {
    readonly [C in RpcCall]?: Handler<C>;
};
/** Does the work and answers null, as calls without a result do. */
export declare function done(work: Promise<unknown>): Promise<null>;
