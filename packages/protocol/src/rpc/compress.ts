import { deflateSync, inflateSync } from 'node:zlib';
import { RPC_ENCODING_NONE, RPC_ENCODING_ZLIB_BASE64 } from '@gnt/constants';
import { ganetiError } from '../errors.js';
import type { Compressed } from './payloads.js';

/** Content shorter than this travels plainly. */
const COMPRESS_FROM_BYTES = 512;
const ZLIB_LEVEL = 3;

/** Packs text for the wire as the original does: plain under 512 bytes, else zlib and base64. */
export function compress(text: string): Compressed {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length < COMPRESS_FROM_BYTES) return [RPC_ENCODING_NONE, text];
  return [RPC_ENCODING_ZLIB_BASE64, deflateSync(bytes, { level: ZLIB_LEVEL }).toString('base64')];
}

/** Unpacks content from the wire; throws a ParseError when it is not what it says or would grow beyond `maxBytes`. */
export function decompress([encoding, content]: Compressed, maxBytes: number): string {
  if (encoding === RPC_ENCODING_NONE) return content;
  try {
    return inflateSync(Buffer.from(content, 'base64'), { maxOutputLength: maxBytes }).toString('utf8');
  } catch (cause) {
    throw ganetiError('ParseError', [`Compressed content is damaged or larger than ${String(maxBytes)} bytes`], {
      cause,
    });
  }
}
