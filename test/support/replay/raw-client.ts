import { connect, type Socket } from 'node:net';

const EOM = 3;

/** A LUXI connection that sends bytes as they are and hands out answers as text. */
export class RawClient {
  readonly #socket: Socket;
  #buffer = Buffer.alloc(0);
  #ended = false;
  #wake: () => void = () => undefined;

  constructor(path: string) {
    this.#socket = connect(path);
    this.#socket.on('data', (chunk: Buffer) => {
      this.#buffer = Buffer.concat([this.#buffer, chunk]);
      this.#wake();
    });
    for (const event of ['end', 'error', 'close']) {
      this.#socket.on(event, () => {
        this.#ended = true;
        this.#wake();
      });
    }
  }

  /** Sends a message and its end mark; the answer, or null when the server closed the connection. */
  async ask(message: Buffer): Promise<string | null> {
    if (this.#ended) return null;
    this.#socket.write(Buffer.concat([message, Buffer.of(EOM)]));
    let text = this.#take();
    while (text === null && !this.#over()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      text = this.#take();
    }
    return text;
  }

  /** The next whole answer that has come in. */
  #take(): string | null {
    const end = this.#buffer.indexOf(EOM);
    if (end < 0) return null;
    const text = this.#buffer.subarray(0, end).toString('utf8');
    this.#buffer = this.#buffer.subarray(end + 1);
    return text;
  }

  #over(): boolean {
    return this.#ended;
  }

  close(): void {
    this.#socket.destroy();
  }
}
