import { Agent, request } from 'undici';
import { TLS_SETTINGS, type NodeCredentials } from '../common/tls.js';
import type { Clock } from '../common/clock.js';
import type { RpcTarget } from './interface.js';

/** An HTTP answer as it came. */
export interface RawReply {
  readonly status: number;
  readonly body: string;
}

/** Why no answer came; `sent` tells whether the request may have reached the node. */
export class TransportError extends Error {
  readonly timedOut: boolean;
  constructor(message: string, timedOut: boolean, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TransportError';
    this.timedOut = timedOut;
  }
}

/** Carries one request to a node; handed in, so that a simulation needs no network (decision 9). */
export interface Transport {
  /** Throws TransportError when no answer came within `seconds`. */
  post(target: RpcTarget, path: string, body: string, seconds: number, signal?: AbortSignal): Promise<RawReply>;
  close(): Promise<void>;
}

/** Seconds to wait for a connection, as the original does (`lib/rpc/node.py`). */
const CONNECT_SECONDS = 5;
/** Connections to one node at a time. */
const CONNECTIONS_PER_NODE = 32;
/** Shorter than the server's, so that the client is the one that closes idle connections and no request meets a closed one. */
const KEEP_ALIVE_MS = 20_000;
const MAX_REPLY_BYTES = 256 * 1024 * 1024;

/** HTTPS with the node's client certificate over kept-alive connections; certificates are read again when they change. */
export class HttpsTransport implements Transport {
  readonly #credentials: NodeCredentials;
  readonly #clock: Clock;
  #agent: { readonly stamp: string; readonly agent: Agent } | undefined;

  constructor(credentials: NodeCredentials, clock: Clock) {
    this.#credentials = credentials;
    this.#clock = clock;
  }

  async post(target: RpcTarget, path: string, body: string, seconds: number, signal?: AbortSignal): Promise<RawReply> {
    const timeout = new AbortController();
    const cancel = this.#clock.after(seconds * 1000, () => {
      timeout.abort();
    });
    try {
      const host = target.address.includes(':') ? `[${target.address}]` : target.address;
      const reply = await request(`https://${host}:${String(target.port)}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        dispatcher: this.#dispatcher(),
        signal: signal ? AbortSignal.any([timeout.signal, signal]) : timeout.signal,
      });
      return { status: reply.statusCode, body: await boundedText(reply.body) };
    } catch (e) {
      if (signal?.aborted) throw signal.reason;
      throw explain(e, target, timeout.signal.aborted ? seconds : undefined);
    } finally {
      cancel();
    }
  }

  async close(): Promise<void> {
    await this.#agent?.agent.close();
    this.#agent = undefined;
  }

  /** The agent with the certificates as they are now; an old one ends when its requests have. */
  #dispatcher(): Agent {
    const { key, cert, ca, stamp } = this.#credentials.clientIdentity();
    if (this.#agent?.stamp === stamp) return this.#agent.agent;
    void this.#agent?.agent.close();
    const agent = new Agent({
      connections: CONNECTIONS_PER_NODE,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: {
        ...TLS_SETTINGS,
        key,
        cert,
        ca,
        timeout: CONNECT_SECONDS * 1000,
        maxCachedSessions: 0,
        // decision 10: the peer must hold the cluster's certificate; its name does not matter.
        checkServerIdentity: () => undefined,
      },
    });
    this.#agent = { stamp, agent };
    return agent;
  }
}

async function boundedText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_REPLY_BYTES) throw new Error(`the answer is larger than ${String(MAX_REPLY_BYTES)} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function explain(error: unknown, target: RpcTarget, timedOutAfter: number | undefined): TransportError {
  const where = `${target.name} (${target.address}:${String(target.port)})`;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const said = error instanceof Error ? error.message : String(error);
  const make = (text: string, timedOut = false): TransportError =>
    new TransportError(`${where}: ${text}`, timedOut, { cause: error });
  if (timedOutAfter !== undefined) return make(`no answer within ${String(timedOutAfter)} seconds`, true);
  if (code === 'ECONNREFUSED') return make('connection refused; is its node daemon running?');
  if (code === 'UND_ERR_CONNECT_TIMEOUT')
    return make(`no connection within ${String(CONNECT_SECONDS)} seconds; is the node up?`, true);
  if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET')
    return make('the node closed the connection without an answer; see its node-daemon.log');
  if (/CERT|SELF_SIGNED|UNABLE_TO/.test(code)) {
    return make(`its certificate is not this cluster's (${said}); copy server.pem to it or add the node again`);
  }
  return make(said);
}
