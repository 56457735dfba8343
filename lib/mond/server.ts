import { MOND_LATEST_API_VERSION } from '@gnt/constants';
import { jsonText } from '@gnt/objects';
import { fastify, type FastifyInstance, type FastifyReply } from 'fastify';
import type { HttpLogs } from '../common/http-logs.js';
import { logAccess } from '../common/http-server.js';
import type { Reports } from './reports.js';

const NO_RESOURCE = 'Resource not found';
const NO_REPORT = 'Unable to produce a report for the requested resource';
const NO_REPORT_PATH = /^\/1\/report(\/|\?|$)/;
const TEXT = 'text/plain; charset=utf-8';

export interface MondServerOptions {
  /** Where requests, and collectors that fail, are noted. */
  readonly httpLogs: HttpLogs;
  readonly reports: Reports;
  /** Text of the metrics; undefined switches their path off. */
  readonly metrics?: { readonly contentType: string; text(): Promise<string> } | undefined;
}

function json(reply: FastifyReply, text: string): FastifyReply {
  return reply.type('application/json').send(text);
}
function missing(reply: FastifyReply, text: string): FastifyReply {
  return reply.code(404).type(TEXT).send(text);
}

/** The HTTP interface: only GET, all else is not found, as there. */
export function createMondServer({ reports, metrics, httpLogs }: MondServerOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    bodyLimit: 1024,
    frameworkErrors: (_error, _request, reply) => {
      void missing(reply, NO_RESOURCE);
    },
  });
  app.setNotFoundHandler((request, reply) => {
    const report = request.method === 'GET' && NO_REPORT_PATH.test(request.url);
    return missing(reply, report ? NO_REPORT : NO_RESOURCE);
  });
  // What cannot be read as a request is a path that does not exist either.
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (error.statusCode !== undefined && error.statusCode < 500) return missing(reply, NO_RESOURCE);
    httpLogs.error(`${request.ip}: ${request.url}: ${error.message}`);
    return reply.code(500).type(TEXT).send(`The collector failed: ${error.message}\n`);
  });
  logAccess(app, httpLogs);

  const get = (
    paths: readonly string[],
    handler: (reply: FastifyReply, url: Params) => Promise<FastifyReply>,
  ): void => {
    for (const path of paths) app.get<{ Params: Params }>(path, (request, reply) => handler(reply, request.params));
  };
  get(['/'], async (reply) => json(reply, jsonText([MOND_LATEST_API_VERSION])));
  get(['/1', '/1/'], async (reply) => json(reply, 'null'));
  // What follows a path that is complete is ignored, as there.
  get(['/1/list/collectors', '/1/list/collectors/*'], async (reply) =>
    json(reply, jsonText(reports.active.map(({ name, row }) => [name, row.category, row.kind]))),
  );
  get(['/1/report/all', '/1/report/all/*'], async (reply) => json(reply, await reports.all()));
  get(['/1/report/:category/:collector', '/1/report/:category/:collector/*'], async (reply, url) => {
    const found = reports.find(url.category ?? '', url.collector ?? '');
    return found ? json(reply, await reports.one(found)) : missing(reply, NO_REPORT);
  });
  if (metrics) get(['/metrics'], async (reply) => reply.type(metrics.contentType).send(await metrics.text()));
  return app;
}

interface Params {
  readonly category?: string;
  readonly collector?: string;
}
