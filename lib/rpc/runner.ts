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

/** The runner that sends calls over a transport. */
export class HttpRpcRunner implements RpcRunner {
  readonly #deps: RunnerDependencies;

  constructor(deps: RunnerDependencies) {
    this.#deps = deps;
  }

  async one<C extends RpcCall>(node: string, call: C, args: RpcArgs<C>, options?: CallOptions): Promise<RpcPayload<C>> {
    const target = await this.#deps.resolve(node);
    const result = await this.#call(node, target, call, args, options);
    if (result.ok) return result.payload;
    throw new OpExecError(`Call ${call} on node ${target?.name ?? node} failed: ${result.error}`);
  }

  async tryOne<C extends RpcCall>(
    node: string,
    call: C,
    args: RpcArgs<C>,
    options?: CallOptions,
  ): Promise<RpcResult<RpcPayload<C>>> {
    return this.#call(node, await this.#deps.resolve(node), call, args, options);
  }

  async many<C extends RpcCall>(
    nodes: readonly string[],
    call: C,
    args: RpcArgs<C> | ((node: string) => RpcArgs<C>),
    options?: CallOptions,
  ): Promise<Map<string, RpcResult<RpcPayload<C>>>> {
    const argsOf = typeof args === 'function' ? args : () => args;
    const results = await fanOut(nodes, FAN_OUT, (node) => this.tryOne(node, call, argsOf(node), options));
    return new Map(nodes.map((node, i) => [node, results[i] as RpcResult<RpcPayload<C>>]));
  }

  async #call<C extends RpcCall>(
    node: string,
    target: RpcTarget | undefined,
    call: C,
    args: RpcArgs<C>,
    options: CallOptions = {},
  ): Promise<RpcResult<RpcPayload<C>>> {
    if (!target) return failure('transport', `Unknown node '${node}'`);
    const row = rpcDefinition(call);
    if (target.offline && row.acceptOffline !== true) return failure('offline', 'Node is marked offline');
    const body = JSON.stringify(rpcRequestBody(call, args));
    const seconds = options.timeout ?? rpcSeconds(call, args);
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
