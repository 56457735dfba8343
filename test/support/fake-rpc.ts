import { faultsOf } from '@gnt/ht/validate';
import { OpExecError, rpcDefinition, type RpcArgs, type RpcCall, type RpcPayload } from '@gnt/protocol';
import type { CallOptions, RpcResult, RpcRunner } from '../../lib/rpc/interface.js';

/** One call as it reached a node. */
export interface RecordedCall {
  readonly node: string;
  readonly call: RpcCall;
  readonly args: Readonly<Record<string, unknown>>;
}

type Answer = (node: string, args: Readonly<Record<string, unknown>>) => unknown;

/** What a healthy node says, where nothing else was told. */
const DEFAULTS: Partial<Record<RpcCall, unknown>> = {
  instance_info: {},
  instance_list: [],
  node_info: ['boot-id', null, [{ memory_total: 4096, memory_free: 2048, memory_dom0: 512, cpu_total: 4 }]],
  blockdev_assemble: ['/dev/x', '/link', null],
  blockdev_getmirrorstatus: [],
  blockdev_find: { is_degraded: false, dev_path: '/srv/disk0', major: 7, minor: 0 },
  blockdev_pause_resume_sync: [],
  os_validate: true,
  hooks_runner: [],
  version: 3010000,
  node_verify: { nodelist: {} },
  node_verify_light: {},
  node_crypto_tokens: [['ssl', 'AA:BB']],
  node_ensure_daemon: true,
  node_has_ip_address: true,
  migration_info: 'opaque',
  instance_get_migration_status: { status: 'completed' },
  get_watcher_pause: null,
};

/** Refuses arguments or a payload that no node daemon accepts or sends. */
function checkShape(call: RpcCall, what: 'args' | 'result', value: unknown): void {
  const definition = rpcDefinition(call);
  const sent: unknown = JSON.parse(JSON.stringify(value ?? null));
  const faults =
    what === 'result'
      ? faultsOf(definition.result, sent)
      : Object.entries(definition.args).flatMap(([name, type]) =>
          faultsOf(type, (sent as Record<string, unknown>)[name]).map((f) => ({ ...f, path: `${name}${f.path}` })),
        );
  if (faults.length === 0) return;
  const text = faults.map((f) => `${f.path} ${f.message}`).join('; ');
  throw new Error(`${call}: ${what} of the wrong shape: ${text}`);
}

/**
 * Node daemons that record each call and answer as told. Nodes are known by the UUID the unit used; `offline` ones are
 * not reached, as with the real runner.
 */
export class FakeRpc implements RpcRunner {
  readonly calls: RecordedCall[] = [];
  readonly #answers = new Map<string, Answer>();
  readonly #failures: { readonly call: string; readonly node: string | null; readonly error: string }[] = [];
  /** Decides by a call's number (from 0) whether it fails. */
  failAt: ((index: number, call: RecordedCall) => string | undefined) | undefined;
  readonly #offline: (node: string) => boolean;

  constructor(offline: (node: string) => boolean = () => false) {
    this.#offline = offline;
  }

  /** Sets what a call answers: a payload, or a function of node and arguments. */
  answer<C extends RpcCall>(
    call: C,
    payload: RpcPayload<C> | ((node: string, args: RpcArgs<C>) => RpcPayload<C>),
  ): void {
    this.#answers.set(call, typeof payload === 'function' ? (payload as unknown as Answer) : () => payload);
  }

  /** Lets a call fail, on one node or on all. */
  fail(call: RpcCall, error: string, node: string | null = null): void {
    this.#failures.push({ call, node, error });
  }

  /** Nothing fails any more. */
  mend(): void {
    this.#failures.length = 0;
  }

  /** The calls but those of hooks, as "call@node". */
  get trace(): string[] {
    return this.calls.filter((c) => c.call !== 'hooks_runner').map((c) => `${c.call}@${c.node}`);
  }

  /** Arguments of the calls of a name. */
  argsOf<C extends RpcCall>(call: C): RpcArgs<C>[] {
    return this.calls.filter((c) => c.call === call).map((c) => c.args as RpcArgs<C>);
  }

  #result<C extends RpcCall>(node: string, call: C, args: RpcArgs<C>): RpcResult<RpcPayload<C>> {
    if (this.#offline(node) && call !== 'version')
      return { ok: false, error: 'Node is marked offline', offline: true, kind: 'offline' };
    const recorded: RecordedCall = { node, call, args: structuredClone(args) };
    checkShape(call, 'args', args);
    const injected = this.failAt?.(this.calls.length, recorded);
    this.calls.push(recorded);
    const failure = this.#failures.find((f) => f.call === call && (f.node === null || f.node === node));
    const error = injected ?? failure?.error;
    if (error !== undefined) return { ok: false, error, offline: false, kind: 'remote' };
    const answer = this.#answers.get(call);
    const payload = answer ? answer(node, recorded.args) : (DEFAULTS[call] ?? null);
    checkShape(call, 'result', payload);
    return { ok: true, payload: payload as RpcPayload<C> };
  }

  async one<C extends RpcCall>(node: string, call: C, args: RpcArgs<C>): Promise<RpcPayload<C>> {
    const result = await this.tryOne(node, call, args);
    if (!result.ok) throw new OpExecError(`Call '${call}' to node '${node}' has failed: ${result.error}`);
    return result.payload;
  }

  async tryOne<C extends RpcCall>(
    node: string,
    call: C,
    args: RpcArgs<C>,
    _options?: CallOptions,
  ): Promise<RpcResult<RpcPayload<C>>> {
    return this.#result(node, call, args);
  }

  async many<C extends RpcCall>(
    nodes: readonly string[],
    call: C,
    args: RpcArgs<C> | ((node: string) => RpcArgs<C>),
  ): Promise<Map<string, RpcResult<RpcPayload<C>>>> {
    return new Map(
      nodes.map((node) => [
        node,
        this.#result(node, call, typeof args === 'function' ? (args as (node: string) => RpcArgs<C>)(node) : args),
      ]),
    );
  }
}
