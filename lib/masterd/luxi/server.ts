import { chmod, chown, rm } from 'node:fs/promises';
import { createServer, connect, type Server, type Socket } from 'node:net';
import { LUXI_SOCKET_PERMS } from '@gnt/constants';
import type { Logger } from '../../common/log.js';
import { checkedSocketPath } from '../../common/paths.js';
import type { Ownership } from '../../common/users.js';
import type { LuxiServices } from './context.js';
import { serveConnection } from './connection.js';

/** More clients at once are turned away. */
const MAX_CONNECTIONS = 1000;

export interface LuxiServerOptions {
  readonly paths: readonly string[];
  readonly services: LuxiServices;
  readonly log: Logger;
  readonly owner?: Ownership;
  /** Largest request; for tests. */
  readonly maxBytes?: number;
}

/** The LUXI server: the same methods on each of its Unix sockets, clients independent of one another. */
export class LuxiServer {
  readonly #options: LuxiServerOptions;
  readonly #servers: Server[] = [];
  readonly #connections = new Map<Socket, Promise<void>>();

  constructor(options: LuxiServerOptions) {
    this.#options = options;
  }

  /** Binds the sockets; a socket that a dead daemon left is replaced, one that answers is an error. */
  async listen(): Promise<void> {
    for (const path of this.#options.paths) await this.#bind(checkedSocketPath(path));
  }

  /** Ends the connections (what is under way is given up) and removes the sockets. */
  async close(): Promise<void> {
    const closing = this.#servers.map((server) => closed(server));
    for (const socket of this.#connections.keys()) socket.destroy();
    await Promise.all([...closing, ...this.#connections.values()]);
    for (const path of this.#options.paths) await rm(path, { force: true });
  }

  async #bind(path: string): Promise<void> {
    if (await isAnswered(path))
      throw new Error(`Socket '${path}' is in use by another daemon; stop it first: daemon-util stop ganeti-masterd`);
    await rm(path, { force: true });
    const server = createServer((socket) => {
      this.#serve(socket);
    });
    server.maxConnections = MAX_CONNECTIONS;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (cause) => {
        reject(
          new Error(`Can't listen on socket '${path}': ${cause.message}; make its directory, or stop what uses it`, {
            cause,
          }),
        );
      });
      server.listen(path, resolve);
    });
    this.#servers.push(server);
    await chmod(path, LUXI_SOCKET_PERMS);
    const { owner } = this.#options;
    if (owner?.uid !== undefined || owner?.gid !== undefined) await chown(path, owner.uid ?? -1, owner.gid ?? -1);
  }

  #serve(socket: Socket): void {
    const { services, log, maxBytes } = this.#options;
    const done = serveConnection(socket, { services, log, ...(maxBytes === undefined ? {} : { maxBytes }) }).finally(
      () => {
        this.#connections.delete(socket);
      },
    );
    this.#connections.set(socket, done);
  }
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const end = (answered: boolean) => (): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', end(true));
    socket.once('error', end(false));
  });
}
