import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { systemAppendFiles, type AppendFile, type AppendFiles } from '../../../../lib/common/append-file.js';
import { systemClock, type Clock } from '../../../../lib/common/clock.js';
import { systemFiles } from '../../../../lib/common/files.js';
import { silentLogger } from '../../../../lib/common/log.js';
import { Journal, JournalCorrupted, type JournalOptions } from '../../../../lib/journal/index.js';
import { decodeRecord, encodeRecord } from '../../../../lib/journal/record.js';

/** A disk that counts its syncs and can be told to refuse. */
class TestDisk implements AppendFiles {
  syncs = 0;
  refuse: Error | undefined;
  async open(path: string, mode: number): Promise<AppendFile> {
    const file = await systemAppendFiles.open(path, mode);
    return {
      get size() {
        return file.size;
      },
      read: () => file.read(),
      append: async (data) => {
        if (this.refuse) throw this.refuse;
        await file.append(data);
      },
      sync: async () => {
        this.syncs += 1;
        if (this.refuse) throw this.refuse;
        await file.sync();
      },
      truncate: (size) => file.truncate(size),
      close: () => file.close(),
    };
  }
}

/** A clock whose timers fire when told. */
class ManualTimers implements Clock {
  #due: (() => void)[] = [];
  now = (): number => systemClock.now();
  sleep = systemClock.sleep.bind(systemClock);
  after(_ms: number, fn: () => void): () => void {
    this.#due.push(fn);
    return () => {
      this.#due = this.#due.filter((f) => f !== fn);
    };
  }
  fire(): void {
    const due = this.#due;
    this.#due = [];
    for (const fn of due) fn();
  }
}

describe('Journal', () => {
  let dir = '';
  let count = 0;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'journal-'));
  });
  after(async () => {
    await rm(dir, { recursive: true });
  });

  const options = (more: Partial<JournalOptions> = {}): JournalOptions => ({
    files: systemFiles,
    appendFiles: systemAppendFiles,
    clock: systemClock,
    path: join(dir, `journal-${(count += 1)}`),
    log: silentLogger,
    ...more,
  });

  async function filled(o: JournalOptions, records: number): Promise<Journal> {
    const { journal } = await Journal.open(o);
    for (let i = 1; i <= records; i += 1) await journal.append('n', i).durable;
    return journal;
  }

  it('syncs what a killed process may have left unsynced before it counts as durable', async () => {
    const o = options();
    const journal = await filled(o, 2);
    await journal.close();
    const disk = new TestDisk();
    const again = await Journal.open({ ...o, appendFiles: disk });
    assert.equal(again.journal.durable.seq, 2);
    assert.equal(disk.syncs, 1);
    await again.journal.close();
    disk.refuse = new Error('EIO');
    await assert.rejects(Journal.open({ ...o, appendFiles: disk }), /EIO/);
  });

  it('gives back after a restart what was acknowledged, in order', async () => {
    const o = options();
    const journal = await filled(o, 3);
    await journal.startEpoch(2, { master: 'x' }).durable;
    await journal.close();
    const again = await Journal.open(o);
    assert.deepEqual(
      again.records.map((r) => [r.position.epoch, r.position.seq, r.kind, r.data]),
      [
        [0, 1, 'n', 1],
        [0, 2, 'n', 2],
        [0, 3, 'n', 3],
        [2, 4, 'epoch', { master: 'x' }],
      ],
    );
    assert.deepEqual(again.journal.head, { epoch: 2, seq: 4 });
    await again.journal.close();
  });

  it('syncs once for all records of a moment', async () => {
    const disk = new TestDisk();
    const { journal } = await Journal.open(options({ appendFiles: disk }));
    await Promise.all(Array.from({ length: 100 }, (_, i) => journal.append('n', i).durable));
    assert.ok(disk.syncs <= 2, `${disk.syncs} syncs`);
    await journal.close();
  });

  it('tells listeners of batches in order, before writers hear of them', async () => {
    const { journal } = await Journal.open(options());
    const heard: number[] = [];
    journal.onBatch((batch) =>
      heard.push(...batch.map(({ line }) => decodeRecord(line.trimEnd())?.position.seq ?? -1)),
    );
    const first = journal.append('n', 1);
    await Promise.all([first.durable, journal.append('n', 2).durable]);
    assert.deepEqual(heard, [1, 2]);
    await journal.close();
  });

  it('cuts off a torn end and goes on behind it', async () => {
    const o = options();
    await (await filled(o, 2)).close();
    await appendFile(o.path, encodeRecord({ position: { epoch: 0, seq: 3 }, kind: 'n', data: 'torn' }).slice(0, -5));
    const { journal, records } = await Journal.open(o);
    assert.equal(records.length, 2);
    assert.equal((await journal.append('n', 3).durable, journal.head.seq), 3);
    await journal.close();
    assert.equal((await Journal.open(o)).records.length, 3);
  });

  it('refuses damage with sound records behind it', async () => {
    const o = options();
    await (await filled(o, 3)).close();
    const lines = (await readFile(o.path, 'utf8')).split('\n');
    lines[3] = (lines[3] ?? '').replace('2', '7');
    await writeFile(o.path, lines.join('\n'));
    await assert.rejects(Journal.open(o), JournalCorrupted);
  });

  it('cuts off a last batch of which parts were never written, and refuses such a hole before another batch', async () => {
    const o = options();
    const journal = await filled(o, 2);
    await Promise.all([3, 4, 5].map((n) => journal.append('n', n).durable));
    await journal.close();
    const text = (await readFile(o.path, 'utf8')).replace(/\0+$/, '');
    const hole = async (line: number): Promise<readonly unknown[]> => {
      const lines = text.split('\n');
      const whole = lines[line] ?? '';
      lines[line] = whole.slice(0, 2) + '\0'.repeat(whole.length - 2);
      await writeFile(o.path, lines.join('\n'));
      const again = await Journal.open(o);
      await again.journal.close();
      return again.records.map((r) => r.data);
    };
    assert.equal(text.split('\n')[4], '+2');
    assert.deepEqual(await hole(5), [1, 2]);
    assert.deepEqual(await hole(6), [1, 2, 3]);
    await assert.rejects(hole(3), JournalCorrupted);
  });

  it('refuses a batch before which whole records are missing', async () => {
    const o = options();
    await (await filled(o, 3)).close();
    const lines = (await readFile(o.path, 'utf8')).split('\n');
    await writeFile(o.path, lines.toSpliced(2, 2).join('\n'));
    await assert.rejects(Journal.open(o), /records between 1 and 2 are missing/);
  });

  it('drops and refuses while the disk does, and comes back by itself', async () => {
    const disk = new TestDisk();
    const clock = new ManualTimers();
    const o = options({ appendFiles: disk, clock });
    const journal = await filled(o, 1);
    disk.refuse = new Error('ENOSPC: no space left on device');
    await assert.rejects(journal.append('n', 'lost').durable, /no space left/);
    assert.throws(() => journal.append('n', 'refused'), /nothing new is accepted/);
    assert.deepEqual(journal.head, { epoch: 0, seq: 1 });
    clock.fire();
    await new Promise((r) => setImmediate(r));
    assert.notEqual(journal.failure, undefined);
    disk.refuse = undefined;
    for (let i = 0; journal.failure !== undefined && i < 100; i += 1) {
      clock.fire();
      await systemClock.sleep(5);
    }
    await journal.append('n', 2).durable;
    await journal.close();
    assert.deepEqual(
      (await Journal.open(o)).records.map((r) => r.data),
      [1, 2],
    );
  });

  it('forgets what was compacted away and keeps the rest', async () => {
    const o = options();
    const journal = await filled(o, 5);
    const late = journal.append('n', 6);
    await journal.compact({ epoch: 0, seq: 3 });
    await late.durable;
    assert.equal(await journal.recordsAfter({ epoch: 0, seq: 1 }), undefined);
    assert.deepEqual(
      (await journal.recordsAfter({ epoch: 0, seq: 4 }))?.map((r) => r.data),
      [5, 6],
    );
    await journal.append('n', 7).durable;
    await journal.close();
    const again = await Journal.open(o);
    assert.deepEqual(
      again.records.map((r) => r.data),
      [4, 5, 6, 7],
    );
    assert.deepEqual(again.journal.base, { epoch: 0, seq: 3 });
  });

  it('follows a master record by record and refuses a gap', async () => {
    const { journal } = await Journal.open(options());
    await journal.follow({ position: { epoch: 4, seq: 1 }, kind: 'n', data: 1 }).durable;
    assert.throws(() => journal.follow({ position: { epoch: 4, seq: 3 }, kind: 'n', data: 3 }), /does not follow/);
    assert.throws(() => journal.follow({ position: { epoch: 3, seq: 2 }, kind: 'n', data: 2 }), /does not follow/);
    await journal.close();
  });

  it('recovers a prefix that holds all that was acknowledged, wherever the file was cut', async () => {
    const o = options();
    await (await filled(o, 6)).close();
    const file = await readFile(o.path);
    const whole = file.subarray(0, file.indexOf(0));
    assert.ok(whole.length < file.length, 'space is written before it is needed');
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), async (cut) => {
        await writeFile(o.path, whole.subarray(0, cut));
        const complete =
          whole
            .subarray(0, cut)
            .toString()
            .match(/^[^+].*\n/gm)?.length ?? 0;
        const { journal, records } = await Journal.open(o);
        await journal.close();
        assert.deepEqual(
          records.map((r) => r.data),
          [1, 2, 3, 4, 5, 6].slice(0, complete),
        );
      }),
      { numRuns: 60 },
    );
  });
});
