import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { LUXI_DEF_CTMO, LUXI_DEF_RWTO } from '@gnt/constants';
import { encodeFrame, FrameDecoder, GanetiError } from '@gnt/protocol';

/** Longest Unix socket path that Node connects to uncut. */
const MAX_SOCKET_PATH = 107;
/** Answers of a trusted server are as large as the cluster; this only keeps a broken one from filling the memory. */
const MAX_ANSWER_BYTES = 512 * 1024 * 1024;
const RETRY_DELAY_MS = 1000;

/** How a connection is made. */
export interface TransportOptions {
  /** Seconds to go on trying to connect (default 30). */
  readonly connectTimeout?: number;
  /** Seconds without a byte until a call is given up (default 180); a call takes at most twice as long. */
  readonly readTimeout?: number;
  /** Asked when nobody listens: false ends the attempts with a NoMasterError. Default: go on trying. */
  readonly mayRetry?: () => Promise<boolean>;
}

interface Waiter {
  readonly resolve: (message: string) => void;
  readonly reject: (error: Error) => void;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

function open(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

async function openWithRetry(path: string, options: TransportOptions): Promise<Socket> {
  const deadline = performance.now() + (options.connectTimeout ?? LUXI_DEF_CTMO) * 1000;
  for (;;) {
    try {
      return await open(path);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'EPERM' || code === 'EACCES') throw new GanetiError('PermissionError', [path], { cause: error });
      if (code !== 'ENOENT' && code !== 'ECONNREFUSED' && code !== 'EAGAIN') {
        throw new GanetiError('ProtocolError', [`Can't connect to '${path}': ${String(error)}`], { cause: error });
      }
      if (code !== 'EAGAIN' && options.mayRetry !== undefined && !(await options.mayRetry())) {
        throw new GanetiError('NoMasterError', [path], { cause: error });
      }
      if (performance.now() + RETRY_DELAY_MS > deadline) {
        throw new GanetiError(
          'TimeoutError',
          [
            `Connect timed out: nobody listens on '${path}'; 'daemon-util start ganeti-masterd' starts the master daemon`,
          ],
          { cause: error },
        );
      }
    }
    await sleep(RETRY_DELAY_MS);
  }
}

/** One connection to a LUXI socket. Calls may overlap: the server answers them in the order in which they were sent. */
export class Transport {
  readonly #socket: Socket;
  readonly #readTimeout: number;
  readonly #decoder = new FrameDecoder(MAX_ANSWER_BYTES);
  readonly #waiters: Waiter[] = [];
  #ended: GanetiError | undefined;

  private constructor(socket: Socket, options: TransportOptions) {
    this.#socket = socket;
    this.#readTimeout = (options.readTimeout ?? LUXI_DEF_RWTO) * 1000;
    socket.on('data', (chunk: Buffer) => {
      this.#receive(chunk);
    });
    socket.on('error', (error) => {
      this.#end(new GanetiError('ConnectionClosedError', [`Connection broke: ${error.message}`], { cause: error }));
    });
    socket.on('close', () => {
      this.#end(new GanetiError('ConnectionClosedError', ['Connection closed while reading']));
    });
    socket.on('timeout', () => {
      if (this.#waiters.length > 0) this.#end(new GanetiError('TimeoutError', ['Receive timeout']));
    });
    socket.setTimeout(this.#readTimeout);
  }

  /** Connects to a socket, waiting for a server that is still starting. */
  static async connect(path: string, options: TransportOptions = {}): Promise<Transport> {
    const length = Buffer.byteLength(path);
    if (length > MAX_SOCKET_PATH) {
      throw new GanetiError('ProtocolError', [
        `Socket path '${path}' is ${String(length)} bytes long, at most ${String(MAX_SOCKET_PATH)} work; use a shorter directory`,
      ]);
    }
    return new Transport(await openWithRetry(path, options), options);
  }

  /** True once the connection is gone; a new one must be made. */
  get closed(): boolean {
    return this.#ended !== undefined;
  }

  /** Sends one message and waits for its answer. */
  async call(message: string): Promise<string> {
    if (this.#ended) throw this.#ended;
    const limit = setTimeout(() => {
      this.#end(new GanetiError('TimeoutError', ['Extended receive timeout']));
    }, this.#readTimeout * 2);
    try {
      return await new Promise<string>((resolve, reject) => {
        this.#waiters.push({ resolve, reject });
        this.#socket.write(encodeFrame(message));
      });
    } finally {
      clearTimeout(limit);
    }
  }

  /** Closes the connection; calls under way fail. */
  close(): void {
    this.#end(new GanetiError('ConnectionClosedError', ['Connection is closed']));
  }

  #receive(chunk: Buffer): void {
    try {
      for (const message of this.#decoder.push(chunk)) this.#waiters.shift()?.resolve(message);
    } catch (error) {
      this.#end(error as GanetiError);
    }
  }

  #end(error: GanetiError): void {
    if (this.#ended) return;
    this.#ended = error;
    this.#socket.destroy();
    for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
  }
}
