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

class SystemAppendFile implements AppendFile {
  readonly #handle: FileHandle;
  #size: number;

  constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.#size = size;
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
    let done = 0;
    while (done < data.length) {
      const { bytesWritten } = await this.#handle.write(data, done, data.length - done, this.#size + done);
      done += bytesWritten;
    }
    this.#size += data.length;
  }

  async sync(): Promise<void> {
    await this.#handle.datasync();
  }

  async truncate(size: number): Promise<void> {
    await this.#handle.truncate(size);
    this.#size = size;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** The file system of this machine. */
export const systemAppendFiles: AppendFiles = {
  async open(path, mode) {
    const handle = await open(path, 'a+', mode).then(async (made) => {
      await made.close();
      return open(path, 'r+');
    });
    const { size } = await handle.stat();
    return new SystemAppendFile(handle, size);
  },
};
