import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeFrame, FrameDecoder } from '@gnt/protocol';

/** A request as it came in. */
export interface Received {
  readonly method: string;
  readonly args: unknown[];
}

/** What to do with a request: say this, close the connection, or say nothing. */
export type Reaction = { readonly say: string } | 'close' | null;

/** A LUXI socket in a directory of its own whose answers the test decides. */
export class FakeServer {
  readonly directory = mkdtempSync(join(tmpdir(), 'luxi-'));
  readonly path = join(this.directory, 'socket');
  readonly received: Received[] = [];
  connections = 0;
  readonly #react: (request: Received, number: number) => Reaction;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(react: (request: Received, number: number) => Reaction) {
    this.#react = react;
    this.#server = createServer((socket) => {
      this.#serve(socket);
    });
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(this.path, resolve));
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.directory, { recursive: true, force: true });
  }

  #serve(socket: Socket): void {
    const decoder = new FrameDecoder();
    this.connections += 1;
    this.#sockets.add(socket);
    socket.on('data', (chunk: Buffer) => {
      for (const message of decoder.push(chunk)) {
        const request = JSON.parse(message) as Received;
        this.received.push(request);
        const reaction = this.#react(request, this.received.length);
        if (reaction === 'close') socket.destroy();
        else if (reaction !== null) socket.write(encodeFrame(reaction.say));
      }
    });
  }
}

/** A successful answer. */
export function success(result: unknown): Reaction {
  return { say: JSON.stringify({ success: true, result }) };
}

/** An answer with an error. */
export function failure(result: unknown): Reaction {
  return { say: JSON.stringify({ success: false, result }) };
}
