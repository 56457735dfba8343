import type { RpcArgs, RpcCall, RpcPayload } from '@gnt/protocol';

/** Where a node's daemon listens; `name` is for messages. */
export interface RpcTarget {
  readonly name: string;
  /** Primary IP, or the name when the address is not known yet. */
  readonly address: string;
  readonly port: number;
  /** An offline node is not contacted; its result is a failure marked `offline`. */
  readonly offline: boolean;
}

/** What came of one call to one node; a failure cannot be read as a payload. */
export type RpcResult<T> =
  | { readonly ok: true; readonly payload: T }
  | {
      readonly ok: false;
      readonly error: string;
      /** The node is marked offline and was not asked. */
      readonly offline: boolean;
      /** `transport`: no answer; `remote`: the node answered with an error. */
      readonly kind: 'offline' | 'transport' | 'remote';
      /** HTTP status when the node refused the call as such (404: it does not know it). */
      readonly status?: number;
    };

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Seconds; overrides the call's timeout class. */
  readonly timeout?: number;
}

/**
 * Calls to node daemons, typed by the table of `@gnt/protocol`. Nodes are named by UUID; the runner resolves them with
 * the configuration. Safe for concurrent use; fan-out is bounded; a dead node costs its own timeout and nothing else.
 */
export interface RpcRunner {
  /** Payload of one node; throws OpExecError naming call, node and reason when it failed. */
  one<C extends RpcCall>(node: string, call: C, args: RpcArgs<C>, options?: CallOptions): Promise<RpcPayload<C>>;
  /** The result of one node, failures as values. */
  tryOne<C extends RpcCall>(
    node: string,
    call: C,
    args: RpcArgs<C>,
    options?: CallOptions,
  ): Promise<RpcResult<RpcPayload<C>>>;
  /** The results of many nodes, in the order given, keyed by UUID. A function gives each node arguments of its own. */
  many<C extends RpcCall>(
    nodes: readonly string[],
    call: C,
    args: RpcArgs<C> | ((node: string) => RpcArgs<C>),
    options?: CallOptions,
  ): Promise<Map<string, RpcResult<RpcPayload<C>>>>;
}
