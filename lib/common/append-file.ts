import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/** A file that grows at its end; what is not synced may be lost in a power cut. */
export interface AppendFile {
  /** Bytes in the file. */
  readonly size: number;
  read(): Promise<Buffer>;
  append(data: Buffer): Promise<void>;
  /** Brings everything appended so far to stable storage. */
  sync(): Promise<void>;
  /** Cuts the file to `size` bytes. */
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens append files; handed in, so that a simulation can lose unsynced writes and fail disks (decision 9). */
export interface AppendFiles {
  /** Opens the file, making it when it is not there. */
  open(path: string, mode: number): Promise<AppendFile>;
}

/** The file is extended by so many zero bytes at a time. */
const EXTENT = 1024 * 1024;

/** Each write returns when it is on stable storage: one trip to the thread pool instead of two for write and sync. */
const FLAGS = constants.O_RDWR | constants.O_DSYNC;

/**
 * A file whose space is written before it is needed, so that a sync has no new length to record: it does not wait for
 * the file system's own journal, which everything else on the machine writes to. Zero bytes at its end are no content.
 */
class SystemAppendFile implements AppendFile {
  readonly #handle: FileHandle;
  #size: number;
  /** Bytes that the file has on the disk. */
  #reserved: number;
  /** Something is not on stable storage yet: what a process that was killed has written, or that the file was cut. */
  #unsynced = true;

  constructor(handle: FileHandle, size: number, reserved: number) {
    this.#handle = handle;
    this.#size = size;
    this.#reserved = reserved;
  }

  get size(): number {
    return this.#size;
  }

  async read(): Promise<Buffer> {
    const buffer = Buffer.alloc(this.#size);
    let done = 0;
    while (done < buffer.length) {
      const { bytesRead } = await this.#handle.read(buffer, done, buffer.length - done, done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return buffer.subarray(0, done);
  }

  async append(data: Buffer): Promise<void> {
    const end = this.#size + data.length;
    if (end > this.#reserved) await this.#reserve(end + EXTENT);
    await this.#writeAll(data, this.#size);
    this.#size = end;
    this.#reserved = Math.max(this.#reserved, end);
  }

  async sync(): Promise<void> {
    if (!this.#unsynced) return;
    await this.#handle.datasync();
    this.#unsynced = false;
  }

  async truncate(size: number): Promise<void> {
    this.#unsynced = true;
    await this.#handle.truncate(size);
    this.#size = size;
    this.#reserved = size;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #reserve(end: number): Promise<void> {
    try {
      await this.#writeAll(Buffer.alloc(end - this.#reserved), this.#reserved);
      this.#reserved = end;
    } catch {
      // No room for so much; whether the data itself has room is seen when it is written.
      this.#reserved = (await this.#handle.stat()).size;
    }
  }

  async #writeAll(data: Buffer, position: number): Promise<void> {
    let done = 0;
    while (done < data.length) {
      const { bytesWritten } = await this.#handle.write(data, done, data.length - done, position + done);
      done += bytesWritten;
    }
  }
}

/** Where the content of a file of `size` bytes ends: behind its last byte that is not zero. */
async function contentEnd(handle: FileHandle, size: number): Promise<number> {
  const buffer = Buffer.alloc(64 * 1024);
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - buffer.length);
    const { bytesRead } = await handle.read(buffer, 0, end - start, start);
    for (let i = bytesRead; i > 0; i -= 1) if (buffer[i - 1] !== 0) return start + i;
    end = start;
  }
  return 0;
}

/** The file system of this machine. */
export const systemAppendFiles: AppendFiles = {
  async open(path, mode) {
    const handle = await open(path, 'a+', mode).then(async (made) => {
      await made.close();
      return open(path, FLAGS);
    });
    const { size } = await handle.stat();
    return new SystemAppendFile(handle, await contentEnd(handle, size), size);
  },
};
