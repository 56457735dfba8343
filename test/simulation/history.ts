import type { Position } from '../../lib/journal/index.js';
import type { SimDisk } from './disk.js';

/** What is known of a record that was on stable storage somewhere. */
interface Known {
  readonly checksum: string;
  /** The record before it; undefined when that was compacted away wherever it was seen. */
  before: string | undefined;
}

/** A journal file as far as it was looked at. */
interface Seen {
  bytes: number;
  last: string | undefined;
}

const RECORD = /^([0-9a-f]{8}) \[(\d+),(\d+),"([a-z]+)"/;

/**
 * The history of the cluster as all journals tell it. A record is known by its epoch and number: wherever it is on stable
 * storage it must be the same, with the same records before it. So what a candidate has is always a beginning of what
 * the master of that epoch wrote, and nobody else wrote in it.
 */
export class History {
  readonly #broken: (rule: string, what: string) => void;
  readonly #records = new Map<string, Known>();
  /** Epoch -> the node whose daemon or failover began it. */
  readonly #writers = new Map<string, string>();
  readonly #seen = new WeakMap<object, Seen>();

  constructor(broken: (rule: string, what: string) => void) {
    this.#broken = broken;
  }

  /** A journal was synced by a process ("masterd@node1.sim"); `file` is what stays the same while it grows. */
  synced(process: string, file: object, content: Buffer): void {
    let seen = this.#seen.get(file);
    if (!seen || seen.bytes > content.length) this.#seen.set(file, (seen = { bytes: 0, last: undefined }));
    for (;;) {
      const end = content.indexOf(0x0a, seen.bytes);
      if (end < 0) return;
      const line = content.toString('latin1', seen.bytes, Math.min(end, seen.bytes + 80));
      seen.bytes = end + 1;
      const [, checksum = '', epoch = '', seq = '', kind] = RECORD.exec(line) ?? [];
      // The mark of a batch, or what a power cut left of one.
      if (kind === undefined) continue;
      const key = `${epoch}.${seq}`;
      if (kind !== 'base') this.#record(process, key, epoch, { checksum, before: seen.last });
      else if (key !== '0.0' && !this.#records.has(key))
        this.#broken(
          'candidates have a beginning of the history',
          `${process} begins behind ${key}, which nobody wrote`,
        );
      seen.last = key;
    }
  }

  /** The last record on stable storage in a node's journal; undefined while nobody can say. */
  stored(disk: SimDisk, path: string): Position | undefined {
    const content = disk.stable(path);
    if (content === undefined) return undefined;
    for (let end = content.lastIndexOf(0x0a); end > 0;) {
      const before = content.lastIndexOf(0x0a, end - 1);
      const [, , epoch, seq] = RECORD.exec(content.toString('latin1', before + 1, before + 81)) ?? [];
      if (seq !== undefined) return { epoch: Number(epoch), seq: Number(seq) };
      end = before;
    }
    return { epoch: 0, seq: 0 };
  }

  #record(process: string, key: string, epoch: string, { checksum, before }: Known): void {
    const rule = 'candidates have a beginning of the history';
    const known = this.#records.get(key);
    if (known) {
      if (known.checksum !== checksum)
        this.#broken(rule, `${process} has another record ${key} than was written first`);
      if (before !== undefined && known.before !== undefined && known.before !== before)
        this.#broken(rule, `${process} has ${before} before record ${key}, others have ${known.before}`);
      known.before ??= before;
      return;
    }
    this.#records.set(key, { checksum, before });
    const [program = '', node = ''] = process.split('@');
    // The node daemon may find what the master daemon of its own node left.
    if (program === 'noded' && this.#writers.get(epoch) !== node) {
      this.#broken(rule, `${process} has record ${key}, which no master had on stable storage`);
      return;
    }
    const writer = this.#writers.get(epoch) ?? node;
    this.#writers.set(epoch, writer);
    if (writer !== node) this.#broken('there is one writer', `${process} writes in epoch ${epoch} of ${writer}`);
  }
}
