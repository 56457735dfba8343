import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SimDisk } from '../../simulation/disk.js';
import { SimProcess } from '../../simulation/process.js';
import { SeededRandom } from '../../simulation/random.js';
import { SimTime } from '../../simulation/time.js';

interface Bench {
  readonly time: SimTime;
  readonly process: SimProcess;
  readonly disk: SimDisk;
  /** What the promise comes to once time has passed; undefined while it is open. */
  readonly after: <T>(promise: Promise<T>) => Promise<T | Error | undefined>;
}

function bench(seed = 'disk'): Bench {
  const time = new SimTime();
  return {
    time,
    process: new SimProcess('test', time),
    disk: new SimDisk(new SeededRandom(seed)),
    after: async <T>(promise: Promise<T>) => {
      let outcome: T | Error | undefined;
      promise.then(
        (value) => (outcome = value),
        (e: unknown) => (outcome = e as Error),
      );
      await time.advance(100);
      return outcome;
    },
  };
}

/** What a file may hold after a power cut, over many seeds. */
async function afterPowerCuts(write: (b: Bench) => Promise<void>, path: string): Promise<Set<string | undefined>> {
  const seen = new Set<string | undefined>();
  for (let seed = 0; seed < 40; seed += 1) {
    const b = bench(String(seed));
    await write(b);
    b.disk.powerCut();
    seen.add(b.disk.peek(path));
  }
  return seen;
}

describe('SimDisk', () => {
  it('keeps what was written durably through a power cut', async () => {
    const seen = await afterPowerCuts(async ({ disk, process, after }) => {
      await after(disk.files(process).writeAtomic('/d/f', 'text'));
    }, '/d/f');
    assert.deepEqual([...seen], ['text']);
  });

  it('may lose, tear or keep what was not synced', async () => {
    const seen = await afterPowerCuts(async ({ disk, process, after }) => {
      await after(disk.files(process).writeAtomic('/d/f', 'old'));
      await after(disk.files(process).writeAtomic('/d/f', 'newer text', { durable: false }));
    }, '/d/f');
    assert.ok(seen.has('old'));
    assert.ok(seen.has(''));
    assert.ok([...seen].some((text) => text !== 'old' && text !== ''));
  });

  it('keeps the synced beginning of a file that grows', async () => {
    const seen = await afterPowerCuts(async ({ disk, process, after }) => {
      const file = await after(disk.appendFiles(process).open('/d/j', 0o640));
      assert.ok(file && !(file instanceof Error));
      await after(file.append(Buffer.from('one ')));
      await after(file.sync());
      await after(file.append(Buffer.from('two')));
    }, '/d/j');
    assert.ok([...seen].every((text) => text?.startsWith('one ')));
    assert.ok(seen.has('one '));
    assert.ok([...seen].some((text) => text !== 'one '));
  });

  it('leaves what was written when only the process dies', async () => {
    const { disk, process, after } = bench();
    await after(disk.files(process).writeAtomic('/d/f', 'text', { durable: false }));
    process.kill();
    disk.interrupt();
    assert.equal(disk.peek('/d/f'), 'text');
  });

  it('never answers a process that is dead', async () => {
    const { disk, process, after } = bench();
    const write = disk.files(process).writeAtomic('/d/f', 'text');
    process.kill();
    assert.equal(await after(write.then(() => 'done')), undefined);
  });

  it('refuses changes while it is broken, and reads', async () => {
    const { disk, process, after } = bench();
    const files = disk.files(process);
    await after(files.writeAtomic('/d/f', 'text'));
    disk.fault = 'ENOSPC';
    const refused = await after(files.writeAtomic('/d/f', 'other'));
    assert.equal((refused as unknown as { code?: string }).code, 'ENOSPC');
    assert.equal(await after(files.readText('/d/f')), 'text');
  });
});
