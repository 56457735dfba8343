import type { Infer, Type } from '@gnt/ht';

/** How long the caller waits for a node's answer, in seconds (`lib/rpc_defs.py` of the original). */
export const RPC_TIMEOUTS = {
  urgent: 60,
  fast: 300,
  normal: 900,
  slow: 3600,
  fourHours: 14400,
  oneDay: 86400,
} as const;
export type TimeoutClass = keyof typeof RPC_TIMEOUTS;

type Args = Readonly<Record<string, Type<unknown>>>;

/** One node call: its arguments in wire order, its answer, how long to wait. */
export interface RpcDefinition<A extends Args = Args, R = unknown> {
  readonly doc: string;
  /** Whether the master's units address one node with it or several at once. */
  readonly nodes: 'one' | 'many';
  /** Name -> wire type; the order of the keys is the order on the wire. */
  readonly args: A;
  readonly result: Type<R>;
  readonly timeout: TimeoutClass;
  /** True when sending it twice does no harm: such a call is retried once. */
  readonly idempotent: boolean;
  /** Seconds to wait, when the arguments decide it (test_delay). */
  readonly timeoutOf?: (args: { readonly [K in keyof A]: Infer<A[K]> }) => number;
  /** Nodes that are marked offline are asked too. */
  readonly acceptOffline?: true;
  /** The body is the one object of the first argument instead of a list (instance_console_info). */
  readonly bareBody?: boolean;
}

export function defineCall<const A extends Args, R>(definition: RpcDefinition<A, R>): RpcDefinition<A, R> {
  return definition;
}

/** The arguments of a call as an object. */
export type ArgsOf<D> = D extends { readonly args: infer A extends Args }
  ? { readonly [K in keyof A]: Infer<A[K]> }
  : never;
/** What a node answers to the call. */
export type PayloadOf<D> = D extends { readonly result: Type<infer R> } ? R : never;
