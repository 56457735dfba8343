import { createServer, type Server, type Socket } from 'node:net';
import { fillOpcode, isOpId, type GivenOpcode, type OpId } from '@gnt/opcodes';
import { encodeFrame, FrameDecoder } from '@gnt/protocol';
import type { Exchange } from './recordings.js';

type Json = Readonly<Record<string, unknown>>;

/** An opcode with its defaults and without the times in its reason trail. */
function comparableOpcode(op: Json): Json {
  const id = op['OP_ID'];
  if (!isOpId(id)) return op;
  const { reason, debug_level, dry_run, ...rest } = fillOpcode(op as unknown as GivenOpcode<OpId>) as unknown as Record<
    string,
    unknown
  >;
  const trail = (reason as unknown[][]).map(([source, text]) => [source, text]);
  // Left out and "no" mean the same.
  return { ...rest, debug_level: debug_level ?? 0, dry_run: dry_run ?? false, reason: trail };
}

/** A request in a form in which it can be compared: opcodes filled, keys sorted, times left out. */
export function comparableRequest(method: string, args: readonly unknown[]): string {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    const object = 'OP_ID' in value ? comparableOpcode(value) : (value as Json);
    return Object.fromEntries(
      Object.keys(object)
        .sort()
        .map((key) => [key, walk(object[key])]),
    );
  };
  const [first, ...rest] = args;
  let timeless = method === 'SetWatcherPause' ? [] : args;
  const reasons = args.at(-1);
  if (method === 'ReplaceFilter' && Array.isArray(reasons))
    timeless = [...args.slice(0, -1), (reasons as unknown[][]).map((reason) => reason.slice(0, 2))];
  // Some commands of the original send the job's number as it was typed.
  if (method === 'WaitForJobChange') timeless = [Number(first), ...rest];
  if (method === 'QueryJobs' && Array.isArray(first)) timeless = [first.map(Number), ...rest];
  return `${method} ${JSON.stringify(walk(timeless))}`;
}

/** A master that answers as recorded: each request gets the answer that the same request got then. */
export class FakeLuxi {
  /** What was sent that no recorded request equals. */
  readonly strangers: string[] = [];
  /** All requests, as they came in. */
  readonly sent: { readonly method: string; readonly args: unknown[] }[] = [];
  readonly #left: { request: string; method: string; answer: string }[];
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  constructor(exchanges: readonly Exchange[]) {
    this.#left = exchanges.map(({ method, args, answer }) => ({
      request: comparableRequest(method, args),
      method,
      answer,
    }));
  }

  /** Recorded requests that were not sent. */
  get missing(): string[] {
    return this.#left.map(({ request }) => request);
  }

  listen(path: string): Promise<void> {
    const server = createServer((socket) => {
      this.#serve(socket);
    });
    this.#server = server;
    return new Promise((resolve) => server.listen(path, resolve));
  }

  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => {
      this.#server?.close(() => {
        resolve();
      });
    });
  }

  #serve(socket: Socket): void {
    const decoder = new FrameDecoder();
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      for (const message of decoder.push(chunk)) socket.write(encodeFrame(this.#answer(message)));
    });
  }

  #answer(message: string): string {
    const { method, args } = JSON.parse(message) as { method: string; args: unknown[] };
    this.sent.push({ method, args });
    const request = comparableRequest(method, args);
    let at = this.#left.findIndex((entry) => entry.request === request);
    if (at === -1) {
      this.strangers.push(request);
      at = this.#left.findIndex((entry) => entry.method === method);
    }
    const [entry] = at === -1 ? [] : this.#left.splice(at, 1);
    return (
      entry?.answer ?? JSON.stringify({ success: false, result: ['GenericError', [`no recorded answer to ${method}`]] })
    );
  }
}
