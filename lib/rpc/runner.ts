import {
  OpExecError,
  rpcDefinition,
  rpcRequestBody,
  rpcSeconds,
  type RpcArgs,
  type RpcCall,
  type RpcPayload,
} from '@gnt/protocol';
import type { Logger } from '../common/log.js';
import { fanOut } from './fan-out.js';
import type { CallOptions, RpcResult, RpcRunner, RpcTarget } from './interface.js';
import { decodeReply, failure } from './result.js';
import { TransportError, type Transport } from './transport.js';

/** Nodes that one call is sent to at a time. */
const FAN_OUT = 64;

export interface RunnerDependencies {
  readonly transport: Transport;
  readonly log: Logger;
  /** Where the node of a UUID is; undefined when there is no such node. */
  readonly resolve: (node: string) => RpcTarget | undefined | Promise<RpcTarget | undefined>;
}

/** A call as it is sent. */
interface Request<C extends RpcCall> {
  readonly call: C;
  readonly body: string;
  readonly seconds: number;
}

function request<C extends RpcCall>(call: C, args: RpcArgs<C>): Request<C> {
  return { call, body: JSON.stringify(rpcRequestBody(call, args)), seconds: rpcSeconds(call, args) };
}

/** The runner that sends calls over a transport. */
export class HttpRpcRunner implements RpcRunner {
  readonly #deps: RunnerDependencies;

  constructor(deps: RunnerDependencies) {
    this.#deps = deps;
  }

  async one<C extends RpcCall>(node: string, call: C, args: RpcArgs<C>, options?: CallOptions): Promise<RpcPayload<C>> {
    const target = await this.#deps.resolve(node);
    const result = await this.#call(node, target, request(call, args), options);
    if (result.ok) return result.payload;
    throw new OpExecError(`Call ${call} on node ${target?.name ?? node} failed: ${result.error}`);
  }

  async tryOne<C extends RpcCall>(
    node: string,
    call: C,
    args: RpcArgs<C>,
    options?: CallOptions,
  ): Promise<RpcResult<RpcPayload<C>>> {
    return this.#call(node, await this.#deps.resolve(node), request(call, args), options);
  }

  async many<C extends RpcCall>(
    nodes: readonly string[],
    call: C,
    args: RpcArgs<C> | ((node: string) => RpcArgs<C>),
    options?: CallOptions,
  ): Promise<Map<string, RpcResult<RpcPayload<C>>>> {
    // The same arguments for all are put into text once: they may be the whole configuration.
    const same = typeof args === 'function' ? undefined : request(call, args);
    const requestOf = (node: string): Request<C> => same ?? request(call, (args as (node: string) => RpcArgs<C>)(node));
    const results = await fanOut(nodes, FAN_OUT, async (node) => {
      return this.#call(node, await this.#deps.resolve(node), requestOf(node), options);
    });
    return new Map(nodes.map((node, i) => [node, results[i] as RpcResult<RpcPayload<C>>]));
  }

  async #call<C extends RpcCall>(
    node: string,
    target: RpcTarget | undefined,
    { call, body, seconds: usual }: Request<C>,
    options: CallOptions = {},
  ): Promise<RpcResult<RpcPayload<C>>> {
    if (!target) return failure('transport', `Unknown node '${node}'`);
    const row = rpcDefinition(call);
    if (target.offline && row.acceptOffline !== true) return failure('offline', 'Node is marked offline');
    const seconds = options.timeout ?? usual;
    const { log } = this.#deps;
    for (let attempt = 1; ; attempt++) {
      try {
        const reply = await this.#deps.transport.post(target, `/${call}`, body, seconds, options.signal);
        const result = decodeReply(call, reply);
        log.debug({ call, node: target.name, ok: result.ok }, 'node call');
        return result;
      } catch (e) {
        if (!(e instanceof TransportError)) throw e;
        if (row.idempotent && attempt === 1 && !e.timedOut) continue;
        log.warn({ call, node: target.name, reason: e.message }, 'node call failed');
        return failure('transport', e.message);
      }
    }
  }
}
