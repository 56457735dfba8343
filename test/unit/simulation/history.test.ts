import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeRecord } from '../../../lib/journal/record.js';
import { SimDisk } from '../../simulation/disk.js';
import { History } from '../../simulation/history.js';
import { SimProcess } from '../../simulation/process.js';
import { SeededRandom } from '../../simulation/random.js';
import { SimTime } from '../../simulation/time.js';

const line = (epoch: number, seq: number, data: unknown = seq): string =>
  encodeRecord({ position: { epoch, seq }, kind: 'job', data });

/** What is broken when these contents are synced one after the other. */
function broken(...synced: (readonly [process: string, ...lines: string[]])[]): string[] {
  const found: string[] = [];
  const history = new History((rule, what) => found.push(`${rule}: ${what}`));
  for (const [process, ...lines] of synced) history.synced(process, {}, Buffer.from(lines.join('')));
  return found;
}

describe('History', () => {
  it('accepts a candidate that has a beginning of what the master wrote', () => {
    assert.deepEqual(broken(['masterd@a', line(1, 1), line(1, 2)], ['noded@b', line(1, 1)]), []);
  });

  it('finds a candidate with a record that no master had', () => {
    assert.match(
      broken(['masterd@a', line(1, 1)], ['noded@b', line(1, 1), line(1, 2)])[0] ?? '',
      /1\.2, which no master/,
    );
  });

  it('finds two records under one number', () => {
    assert.match(broken(['masterd@a', line(1, 1)], ['noded@b', line(1, 1, 'x')])[0] ?? '', /another record 1\.1/);
  });

  it('finds the same record behind different ones', () => {
    const found = broken(['masterd@a', line(1, 1), line(1, 2), line(2, 3)], ['noded@b', line(1, 1), line(2, 3)]);
    assert.match(found[0] ?? '', /has 1\.1 before record 2\.3, others have 1\.2/);
  });

  it('finds a second writer in an epoch', () => {
    assert.match(
      broken(['masterd@a', line(1, 1)], ['masterd@b', line(1, 1), line(1, 2)])[0] ?? '',
      /there is one writer/,
    );
  });

  it('knows the last record that a power cut leaves', async () => {
    const time = new SimTime();
    const process = new SimProcess('noded@a', time);
    const disk = new SimDisk(new SeededRandom('history'));
    const history = new History(() => undefined);
    const done = (async () => {
      const file = await disk.appendFiles(process).open('/d/journal', 0o640);
      await file.append(Buffer.from(line(1, 1)));
      await file.append(Buffer.from(line(1, 2)));
      await file.sync();
      await file.append(Buffer.from(line(1, 3)));
    })();
    await time.advance(1000);
    await done;
    assert.deepEqual(history.stored(disk, '/d/journal'), { epoch: 1, seq: 2 });
  });
});
