import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a remote API answers to the resources that the programs read. */
export interface RapiAnswers {
  readonly groups: () => Promise<unknown>;
  readonly nodes: () => Promise<unknown>;
  readonly instances: () => Promise<unknown>;
  readonly info: () => Promise<unknown>;
}

/** A server that speaks the four resources of doc/rapi.rst which htools read, on this machine. */
export interface RapiServer {
  readonly address: string;
  /** Paths that were asked for. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** Starts one; an answer that rejects becomes status 502 with the error as the original writes it. */
export async function startRapi(answers: RapiAnswers): Promise<RapiServer> {
  const resources: Readonly<Record<string, () => Promise<unknown>>> = {
    '/2/groups?bulk=1': answers.groups,
    '/2/nodes?bulk=1': answers.nodes,
    '/2/instances?bulk=1': answers.instances,
    '/2/info': answers.info,
  };
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const send = (code: number, body: unknown): void => {
      response.writeHead(code, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    };
    const answer = resources[path];
    if (!answer) {
      send(404, { code: 404, message: 'Not Found' });
      return;
    }
    answer().then(
      (body) => {
        send(200, body);
      },
      (error: unknown) => {
        send(502, { code: 502, message: 'Bad Gateway', explain: String(error) });
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${String(port)}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
