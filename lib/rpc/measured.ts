import { isRpcCall } from '@gnt/protocol';
import type { Clock } from '../common/clock.js';
import type { RpcFigures } from '../common/rpc-figures.js';
import type { RpcTarget } from './interface.js';
import type { RpcDispatch } from './server.js';
import { TransportError, type RawReply, type Transport } from './transport.js';

/** A transport that counts what another carries: `ok`, `refused` (by the node as such), `timeout`, `unreachable`. */
export class MeasuredTransport implements Transport {
  readonly #transport: Transport;
  readonly #figures: RpcFigures;
  readonly #clock: Clock;

  constructor(transport: Transport, figures: RpcFigures, clock: Clock) {
    this.#transport = transport;
    this.#figures = figures;
    this.#clock = clock;
  }

  async post(target: RpcTarget, path: string, body: string, seconds: number, signal?: AbortSignal): Promise<RawReply> {
    const started = this.#clock.now();
    const count = (outcome: string): void => {
      this.#figures.count(path.slice(1), outcome, (this.#clock.now() - started) / 1000);
    };
    try {
      const reply = await this.#transport.post(target, path, body, seconds, signal);
      count(reply.status === 200 ? 'ok' : 'refused');
      return reply;
    } catch (e) {
      if (e instanceof TransportError) count(e.timedOut ? 'timeout' : 'unreachable');
      throw e;
    }
  }

  async close(): Promise<void> {
    await this.#transport.close();
    await this.#figures.close();
  }
}

/** A dispatch that counts what another answers: `ok` or `error`; calls that do not exist are not counted. */
export function measuredDispatch(dispatch: RpcDispatch, figures: RpcFigures, clock: Clock): RpcDispatch {
  return (call, body) => {
    if (!isRpcCall(call)) return dispatch(call, body);
    const started = clock.now();
    return dispatch(call, body)?.then((answer) => {
      figures.count(call, answer[0] ? 'ok' : 'error', (clock.now() - started) / 1000);
      return answer;
    });
  };
}
