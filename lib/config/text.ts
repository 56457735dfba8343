import { createHash } from 'node:crypto';
import { anyClass, byBytes, configDataClass, fieldsOf, objectText, type AnyObjectClass } from '@gnt/objects';
import { COLLECTIONS, type Chunk, type ConfigState } from './state.js';

const collections: ReadonlySet<string> = new Set(COLLECTIONS);
const NOTHING = Buffer.alloc(0);
const COMMA = Buffer.from(',');

/** Bytes of chunks, remembered with them: a new text of the configuration costs what changed. */
const remembered = new WeakMap<Chunk, Buffer>();

function chunkBytes(chunk: Chunk, cls: AnyObjectClass): Buffer {
  let bytes = remembered.get(chunk);
  if (bytes) return bytes;
  const text = objectText(cls);
  const parts = Object.keys(chunk)
    .sort(byBytes)
    .map((key) => `${JSON.stringify(key)}:${text(chunk[key])}`);
  bytes = parts.length === 0 ? NOTHING : Buffer.from(parts.join(','));
  remembered.set(chunk, bytes);
  return bytes;
}

function collectionBytes(chunks: readonly Chunk[], cls: AnyObjectClass): Buffer[] {
  const parts: Buffer[] = [];
  for (const chunk of chunks) {
    const bytes = chunkBytes(chunk, cls);
    if (bytes.length === 0) continue;
    if (parts.length > 0) parts.push(COMMA);
    parts.push(bytes);
  }
  return parts;
}

/** The content of config.data for a state, byte for byte as the original writes it. */
export function configBytes({ data }: ConfigState): Buffer {
  const parts: Buffer[] = [];
  let lead = '{';
  for (const [name, field] of fieldsOf(anyClass(configDataClass))) {
    const value: unknown = data[name as keyof typeof data];
    if (value === undefined) continue;
    const key = `${lead}${JSON.stringify(name)}:`;
    lead = ',';
    if (!collections.has(name) || !field.of) {
      parts.push(Buffer.from(key + field.text(value)));
      continue;
    }
    parts.push(
      Buffer.from(`${key}{`),
      ...collectionBytes(value as readonly Chunk[], field.of.class()),
      Buffer.from('}'),
    );
  }
  parts.push(Buffer.from('}'));
  return Buffer.concat(parts);
}

/** Digest by which a config.data that nobody else has written is known again. */
export function configDigest(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
