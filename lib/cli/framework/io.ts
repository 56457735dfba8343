import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/** A terminal to ask questions on. */
export interface Terminal {
  write(text: string): void;
  /** One line without its end; undefined at the end of input. */
  readLine(): string | undefined;
  close(): void;
}

/** Where a command prints and asks; handed in, so that tests can read and answer. */
export interface Io {
  out(line: string): void;
  err(line: string): void;
  /** The controlling terminal; undefined when there is none. */
  openTerminal(): Terminal | undefined;
  /** All of the standard input. */
  readStdin(): Promise<string>;
}

function terminal(): Terminal | undefined {
  let fd: number;
  try {
    fd = openSync('/dev/tty', 'r+');
  } catch {
    // Not run from a terminal: the caller takes the cautious answer.
    return undefined;
  }
  return {
    write: (text) => void writeSync(fd, text),
    readLine() {
      const bytes: number[] = [];
      const one = Buffer.alloc(1);
      for (;;) {
        if (readSync(fd, one, 0, 1, null) === 0) return undefined;
        if (one[0] === 0x0a) break;
        bytes.push(one[0] ?? 0);
      }
      return Buffer.from(bytes).toString('utf8');
    },
    close: () => {
      closeSync(fd);
    },
  };
}

/** Standard output and error of this process; ends it quietly when nobody reads any more. */
export const systemIo: Io = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  openTerminal: terminal,
  async readStdin() {
    let text = '';
    process.stdin.setEncoding('utf8');
    for await (const chunk of process.stdin) text += String(chunk);
    return text;
  },
};
