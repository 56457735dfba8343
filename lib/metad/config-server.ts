import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import {
  encodeFrame,
  encodeLuxiError,
  encodeLuxiRefusal,
  encodeLuxiResult,
  FrameDecoder,
  ganetiError,
} from '@gnt/protocol';
import type { Logger } from '../common/log.js';
import { checkedSocketPath } from '../common/paths.js';
import { isDict, type Guests } from './guests.js';

/** Largest request: an instance with all its OS parameters. */
const MAX_BYTES = 16 * 1024 * 1024;
/** Milliseconds without a byte until a connection is cut. */
const IDLE_MS = 60_000;

export interface ConfigServerOptions {
  readonly path: string;
  readonly guests: Guests;
  readonly log: Logger;
}

/** Takes instances from the node daemon, on a Unix socket that only root and this daemon's user may open. */
export class ConfigServer {
  readonly #options: ConfigServerOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(options: ConfigServerOptions) {
    this.#options = options;
    this.#server = createServer((socket) => {
      this.#serve(socket);
    });
  }

  /** Binds the socket; what a dead daemon left is replaced (the pid file says that there is no live one). */
  static async start(options: ConfigServerOptions): Promise<ConfigServer> {
    const server = new ConfigServer(options);
    const path = checkedSocketPath(options.path);
    await rm(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      server.#server.once('error', (cause) => {
        reject(new Error(`Can't listen on socket '${path}': ${cause.message}; make its directory`, { cause }));
      });
      server.#server.listen(path, resolve);
    });
    await chmod(path, 0o600);
    return server;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    await rm(this.#options.path, { force: true });
  }

  #serve(socket: Socket): void {
    const { log } = this.#options;
    const frames = new FrameDecoder(MAX_BYTES);
    this.#sockets.add(socket);
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', (err) => {
      log.debug({ err }, 'a connection broke');
    });
    socket.on('data', (data: Buffer) => {
      try {
        for (const message of frames.push(data)) socket.write(encodeFrame(this.#answer(message)));
      } catch (e) {
        socket.end(encodeFrame(encodeLuxiRefusal(`Failed to parse request: ${e instanceof Error ? e.message : ''}`)));
      }
    });
  }

  /** The answer to a request; throws on what is none. */
  #answer(message: string): string {
    const request: unknown = JSON.parse(message);
    if (!isDict(request) || typeof request['method'] !== 'string' || !Array.isArray(request['args']))
      throw new Error('an object with method and args is expected');
    const { method, args } = request as { method: string; args: unknown[] };
    try {
      return encodeLuxiResult(this.#call(method, args));
    } catch (error) {
      this.#options.log.warn({ err: error, method }, 'a request of the node daemon was refused');
      return encodeLuxiError(error);
    }
  }

  #call(method: string, args: readonly unknown[]): unknown {
    const { guests, log } = this.#options;
    if (args.length !== 1) throw ganetiError('GenericError', [`Method ${method} takes one argument`]);
    switch (method) {
      case 'echo':
        return args[0];
      case 'updateConfig': {
        const { name, address } = guests.update(args[0]);
        log.info({ instance: name, address }, 'an instance was told; without an address it has no communication NIC');
        // The original's empty tuple.
        return [];
      }
      default:
        throw ganetiError('GenericError', [`There is no method '${method}'`]);
    }
  }
}
