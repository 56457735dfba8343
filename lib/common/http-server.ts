import type { AddressInfo } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AccessEntry, HttpLogs } from './http-logs.js';
import { explainListenError } from './listen.js';

/** Has every answered request written to the access log. */
export function logAccess(app: FastifyInstance, logs: HttpLogs): void {
  app.addHook('onResponse', async (request, reply) => {
    logs.access(accessEntry(request, reply));
  });
}

function accessEntry(request: FastifyRequest, reply: FastifyReply): AccessEntry {
  const length = Number(reply.getHeader('content-length'));
  return {
    client: request.ip,
    method: request.method,
    url: request.url,
    httpVersion: request.raw.httpVersion,
    status: reply.statusCode,
    bytes: Number.isInteger(length) ? length : undefined,
    referer: request.headers.referer,
    userAgent: request.headers['user-agent'],
  };
}

/** Listens; resolves with the port. Throws what to do when it cannot. */
export async function listen(app: FastifyInstance, address: string, port: number): Promise<number> {
  try {
    await app.listen({ host: address, port });
  } catch (e) {
    throw explainListenError(e, address, port);
  }
  return (app.server.address() as AddressInfo).port;
}
