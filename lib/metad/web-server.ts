import { jsonText } from '@gnt/objects';
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { logAccess } from '../common/http-server.js';
import type { HttpLogs } from '../common/http-logs.js';
import type { Logger } from '../common/log.js';
import type { Paths } from '../common/paths.js';
import type { Guest, Guests } from './guests.js';
import { openPackage, openScript, SERVED_SCRIPTS, type OpenFile } from './os-files.js';
import { osParametersWithVisibility } from './os-parameters.js';

const BASE = '/ganeti/latest';
const TEXT = 'text/plain; charset=utf-8';
/** Largest body that is read off a connection before it is thrown away. */
const BODY_LIMIT = 64 * 1024;
/** Milliseconds that a guest may take for its request, and may be silent. */
const REQUEST_MS = 30_000;
const IDLE_MS = 60_000;
/** Connections of all guests together; more are closed at once. */
const MAX_CONNECTIONS = 1000;

export interface WebServerOptions {
  readonly guests: Guests;
  readonly paths: Paths;
  readonly log: Logger;
  readonly httpLogs: HttpLogs;
}

/** What a path serves to the guest that asks; what it throws is a 404 with the reason in the log only. */
type Serve = (guest: Guest, reply: FastifyReply) => Promise<FastifyReply>;

function sendFile(reply: FastifyReply, { handle, size }: OpenFile): FastifyReply {
  return reply
    .type('application/octet-stream')
    .header('content-length', size)
    .send(handle.createReadStream({ start: 0, end: Math.max(size - 1, 0) }));
}

async function fileReply(reply: FastifyReply, file: Promise<OpenFile>): Promise<FastifyReply> {
  const opened = await file;
  if (opened.size > 0) return sendFile(reply, opened);
  await opened.handle.close();
  return reply.type('application/octet-stream').send('');
}

function missing(reply: FastifyReply): FastifyReply {
  return reply.code(404).type(TEXT).send('Resource not found');
}

/** Paths of guests, below /ganeti/latest. */
function served(paths: Paths): Readonly<Record<string, Serve>> {
  return {
    '/os/parameters.json': async ({ data }, reply) =>
      reply.type('application/json').send(jsonText(osParametersWithVisibility(data))),
    '/os/os-install-package': (guest, reply) => fileReply(reply, openPackage(guest, 'os-install-package')),
    '/os/package': (guest, reply) => fileReply(reply, openPackage(guest, 'os-package')),
    ...Object.fromEntries(
      SERVED_SCRIPTS.map((script): [string, Serve] => [
        `/os/scripts/${script}`,
        (guest, reply) => fileReply(reply, openScript(guest, script, paths)),
      ]),
    ),
  };
}

/** The HTTP interface to guests; a path that does not exist, or not for this guest, is a 404 (`src/Ganeti/Metad/WebServer.hs`). */
export function createWebServer({ guests, paths, log, httpLogs }: WebServerOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_MS,
    connectionTimeout: IDLE_MS,
    frameworkErrors: (_error, _request, reply) => {
      void missing(reply);
    },
  });
  app.server.maxConnections = MAX_CONNECTIONS;
  app.removeAllContentTypeParsers();
  // Nothing that guests send is looked at.
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, done) => {
    done(null, undefined);
  });
  app.setNotFoundHandler((_request, reply) => missing(reply));
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (error.statusCode === 413) return reply.code(413).type(TEXT).send('Request body too large');
    httpLogs.error(`${request.ip}: ${error.message}`);
    return missing(reply);
  });
  logAccess(app, httpLogs);
  for (const [path, serve] of Object.entries(served(paths))) {
    app.get(BASE + path, async (request, reply) => {
      const guest = guests.find(request.ip);
      log.info({ client: request.ip, path, instance: guest?.name }, 'a guest asks');
      try {
        if (guest === undefined) throw new Error('no instance is known at this address');
        return await serve(guest, reply);
      } catch (err) {
        log.warn({ err, client: request.ip, path, instance: guest?.name }, 'a guest cannot be served');
        return missing(reply);
      }
    });
  }
  emptyPaths(app);
  return app;
}

/** Paths that answer nothing yet, here as in the original: places that are kept for a two-way channel. */
function emptyPaths(app: FastifyInstance): void {
  const empty = async (_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    reply.type(TEXT).send('');
  app.get(`${BASE}/meta_data.json`, empty);
  for (const [path, method] of [
    ['/read', 'GET'],
    ['/write', 'POST'],
  ] as const) {
    app.route({ method, url: BASE + path, handler: empty });
    app.route({
      method: app.supportedMethods.filter((other) => other !== method),
      url: BASE + path,
      handler: async (_request, reply) => reply.code(405).header('allow', method).type(TEXT).send(''),
    });
  }
}
