import { Server } from 'node:https';
import { TLSSocket } from 'node:tls';
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { explainListenError } from '../common/listen.js';
import type { Logger } from '../common/log.js';
import { TLS_SETTINGS, type Admission, type NodeCredentials } from '../common/tls.js';

/** Largest request body: the configuration and job files of a large cluster travel compressed and stay far below. */
const MAX_BODY_BYTES = 128 * 1024 * 1024;
/** Longer than the client keeps idle connections: it is the client that closes them. */
const KEEP_ALIVE_MS = 60_000;

/** Answers a call: its name and the request's body as text. Undefined when there is no such call. */
export type RpcDispatch = (call: string, body: string) => Promise<readonly [boolean, unknown]> | undefined;

export interface RpcServerOptions {
  readonly address: string;
  readonly port: number;
  readonly credentials: NodeCredentials;
  /** False serves plain HTTP without any check of the caller (--no-ssl). */
  readonly ssl: boolean;
  readonly dispatch: RpcDispatch;
  readonly log: Logger;
  /** Requests worked on at the same time; more wait. */
  readonly maxClients: number;
}

/** A listening node RPC server. */
export interface RpcServer {
  readonly port: number;
  /** Refuses new connections and resolves when the requests under way are answered. */
  close(): Promise<void>;
}

/** Serves node calls: POST /<call>, body a JSON list, answer [true, payload] or [false, message]. */
export async function startRpcServer(options: RpcServerOptions): Promise<RpcServer> {
  const { credentials, log } = options;
  const app = fastify({
    bodyLimit: MAX_BODY_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    ...(options.ssl ? { https: tlsOptions(credentials) } : {}),
  });
  if (app.server instanceof Server) followCertificates(app.server, credentials, log);
  const gate = new Gate(options.maxClients);

  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addHook('onRequest', async (request, reply) => {
    if (options.ssl) await checkCaller(request, reply, credentials, log);
  });
  app.setNotFoundHandler(async (request, reply) => {
    if (request.method !== 'POST') return reply.code(400).send({ message: 'Only the POST method is supported' });
    return reply.code(404).send({ message: 'Unknown call' });
  });
  app.setErrorHandler(async (error: Error & { statusCode?: number }, _request, reply) => {
    return reply.code(error.statusCode ?? 500).send({ message: error.message });
  });
  app.post('/:call', async (request, reply) => {
    const { call } = request.params as { call: string };
    const body = typeof request.body === 'string' ? request.body : '';
    const answer = await gate.run(() => Promise.resolve(options.dispatch(call, body)));
    if (answer === undefined) return reply.code(404).send({ message: `Unknown call '${call}'` });
    return reply.header('content-type', 'application/json').send(JSON.stringify(answer));
  });

  try {
    await app.listen({ host: options.address, port: options.port });
  } catch (e) {
    await app.close();
    throw explainListenError(e, options.address, options.port);
  }
  const bound = app.server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : options.port,
    close: () => app.close(),
  };
}

function tlsOptions(credentials: NodeCredentials): Record<string, unknown> {
  const { key, cert, ca } = credentials.serverIdentity();
  // The caller's certificate is judged by its digest (decision 10), not by who signed it.
  return { ...TLS_SETTINGS, key, cert, ca, requestCert: true, rejectUnauthorized: false };
}

/** New connections use the certificate as it is on disk by then. */
function followCertificates(
  server: Pick<Server, 'prependListener' | 'setSecureContext'>,
  credentials: NodeCredentials,
  log: Logger,
): void {
  let stamp = credentials.serverIdentity().stamp;
  server.prependListener('connection', () => {
    try {
      const current = credentials.serverIdentity().stamp;
      if (current === stamp) return;
      server.setSecureContext(tlsOptions(credentials));
      stamp = current;
      log.info('the changed server certificate is in use');
    } catch (err) {
      log.error({ err }, 'the changed server certificate is unusable; the old one stays in use');
    }
  });
}

const PLAIN: Admission = { admitted: false, reason: 'the connection is not encrypted' };

/** Checks each request, so that a demoted node loses the connections it holds. */
async function checkCaller(
  request: FastifyRequest,
  reply: FastifyReply,
  credentials: NodeCredentials,
  log: Logger,
): Promise<void> {
  const { socket } = request.raw;
  const admission = socket instanceof TLSSocket ? credentials.admit(socket.getPeerCertificate(true)) : PLAIN;
  if (admission.admitted) return;
  log.warn({ from: request.ip, reason: admission.reason }, 'caller refused');
  const cure = "run 'gnt-cluster renew-crypto --new-node-certificates' on the master if it should be";
  await reply
    .code(401)
    .header('connection', 'close')
    .send({ message: `Certificate not accepted: ${admission.reason}; ${cure}` });
}

/** Lets so many through at a time, the rest in order of arrival. */
class Gate {
  #free: number;
  readonly #waiting: (() => void)[] = [];
  constructor(width: number) {
    this.#free = width;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}
