import { LUXI_EOM } from '@gnt/constants';
import { ganetiError } from '../errors.js';

/** The byte that ends each message in both directions. */
const EOM_BYTE = LUXI_EOM.charCodeAt(0);
/** The largest message accepted unless a caller says otherwise. */
export const LUXI_MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

/** The bytes of a message with its end mark. */
export function encodeFrame(text: string): Buffer {
  return Buffer.concat([Buffer.from(text, 'utf8'), Buffer.of(EOM_BYTE)]);
}

/**
 * Cuts a stream of bytes into messages. Feed it with `push`; a message is text without its end mark.
 * Invalid UTF-8 becomes replacement characters. After an error it must not be used any more.
 */
export class FrameDecoder {
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #bytes = 0;

  constructor(maxBytes: number = LUXI_MAX_MESSAGE_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes held of a message that is not complete: more than none at the end of a stream means that it was cut off. */
  get pendingBytes(): number {
    return this.#bytes;
  }

  /** Takes bytes and gives the messages they complete; throws a ProtocolError when one is larger than allowed. */
  push(chunk: Uint8Array): string[] {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const messages: string[] = [];
    let start = 0;
    for (let end = buffer.indexOf(EOM_BYTE); end >= 0; end = buffer.indexOf(EOM_BYTE, start)) {
      this.#take(buffer.subarray(start, end));
      messages.push(Buffer.concat(this.#parts).toString('utf8'));
      this.#parts = [];
      this.#bytes = 0;
      start = end + 1;
    }
    this.#take(buffer.subarray(start));
    return messages;
  }

  #take(part: Buffer): void {
    if (part.length === 0) return;
    this.#bytes += part.length;
    if (this.#bytes > this.#maxBytes) {
      throw ganetiError('ProtocolError', [`Message larger than ${String(this.#maxBytes)} bytes; send less at a time`]);
    }
    // A copy: the stream may reuse the chunk, and a slice would keep all of it alive.
    this.#parts.push(Buffer.from(part));
  }
}
