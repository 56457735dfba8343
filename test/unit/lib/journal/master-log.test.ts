import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { configBytes, ConfigState, JournalConfigStore, parseConfig } from '../../../../lib/config/index.js';
import {
  encodeRecord,
  MasterDeposed,
  type Epochs,
  type Journal,
  type MasterLog,
  type WholeState,
} from '../../../../lib/journal/index.js';
import { CountingRandom, MemoryFiles, recordedConfig } from '../../../support/config-data.js';
import { CandidateCalls, TestCandidate } from '../../../support/followers.js';
import { ManualClock, settle } from '../../../support/manual-clock.js';
import { memoryLog, type MemoryAppendFiles } from '../../../support/memory-journal.js';

interface Bench {
  readonly clock: ManualClock;
  readonly files: MemoryFiles;
  readonly disk: MemoryAppendFiles;
  readonly journal: Journal;
  readonly epochs: Epochs;
  readonly log: MasterLog;
  readonly cfg: JournalConfigStore;
  readonly calls: CandidateCalls;
  readonly deposed: () => boolean;
  readonly candidate: (name: string) => TestCandidate;
}

/** A master with a real configuration store and candidates that keep real journals. */
async function bench(names: readonly string[]): Promise<Bench> {
  const clock = new ManualClock();
  const candidates = Object.fromEntries(names.map((name) => [name, new TestCandidate(clock)]));
  const calls = new CandidateCalls(candidates);
  const files = new MemoryFiles();
  let deposed = false;
  const whole = (): WholeState => ({
    position: journal.durable,
    epochs: made.epochs.starts,
    config: configBytes(cfg.state).toString(),
    jobs: [],
    serial: 0,
    drained: false,
    watcherPause: null,
  });
  const made = await memoryLog({ files, clock, calls, whole: () => whole(), deposed: () => (deposed = true) });
  const { journal, log } = made;
  const cfg: JournalConfigStore = new JournalConfigStore(ConfigState.of(recordedConfig()), {
    log,
    clock,
    random: new CountingRandom(),
    distribute: async () => undefined,
    concernsNodes: () => false,
  });
  log.setMembers(names);
  await settle();
  const candidate = (name: string): TestCandidate => candidates[name]!;
  return {
    clock,
    files,
    disk: made.appendFiles,
    epochs: made.epochs,
    journal,
    log,
    cfg,
    calls,
    deposed: () => deposed,
    candidate,
  };
}

const tag = (cfg: JournalConfigStore, text: string): Promise<unknown> =>
  cfg.update((draft) => void draft.cluster.tags.push(text));
const tagsOf = (text: string | undefined): readonly string[] => parseConfig(text ?? '', 'config.data').cluster.tags;

describe('MasterLog', () => {
  it('acknowledges a change when a majority of the candidates has it, and their files follow', async () => {
    const { clock, cfg, log, journal, candidate } = await bench(['b', 'c']);
    const entry = log.append('note', 1);
    assert.equal(await entry.acknowledged(), 'replicated');
    await tag(cfg, 'one');
    await clock.advance(1000);
    for (const name of ['b', 'c']) {
      assert.ok(tagsOf(candidate(name).file('configData')).includes('one'));
      const { position } = await candidate(name).follower.state();
      assert.deepEqual(position, [journal.durable.epoch, journal.durable.seq]);
    }
  });

  it('goes on without a majority, says so, and catches up who returns', async () => {
    const { clock, cfg, log, candidate } = await bench(['b', 'c']);
    candidate('b').reachable = false;
    candidate('c').reachable = false;
    await tag(cfg, 'alone');
    assert.equal(log.health, 'degraded');
    assert.deepEqual(
      log.report().followers.map((f) => f.state),
      ['unreachable', 'unreachable'],
    );
    candidate('b').reachable = true;
    await clock.advance(3000);
    assert.equal(log.health, 'replicated');
    assert.ok(tagsOf(candidate('b').file('configData')).includes('alone'));
  });

  it('waits for the other one when that makes the majority', async () => {
    const { cfg, log, candidate } = await bench(['b', 'c']);
    candidate('b').reachable = false;
    const entry = log.append('note', 'two of three');
    assert.equal(await entry.acknowledged(), 'replicated');
    const { position } = await candidate('c').follower.state();
    assert.ok(position[1] >= entry.position.seq);
    await tag(cfg, 'more');
    assert.equal(log.health, 'replicated');
  });

  it('brings the pause of the watcher to the candidates, and its end', async () => {
    const { clock, log, candidate } = await bench(['b', 'c']);
    for (const text of ['1800000600\n', null]) {
      await log.append('flag', { file: 'watcherPause', text }).acknowledged();
      await clock.advance(1000);
      for (const name of ['b', 'c']) assert.equal(candidate(name).file('watcherPause') ?? null, text);
    }
  });

  it('does not count a candidate that runs the original', async () => {
    const { cfg, log, candidate, clock } = await bench(['b']);
    candidate('b').original = true;
    candidate('b').reachable = false;
    await tag(cfg, 'x');
    candidate('b').reachable = true;
    await clock.advance(3000);
    assert.deepEqual(log.foreign, ['b']);
    assert.equal(log.health, 'local');
  });

  it('gives everything to a candidate whose journal is damaged, which counts for nothing until then', async () => {
    const { clock, cfg, candidate, journal } = await bench(['b', 'c']);
    await tag(cfg, 'one');
    const b = candidate('b');
    const path = '/var/lib/ganeti/journal';
    b.disk.put(
      path,
      b.disk
        .synced(path)
        .replace('note', 'nota')
        .replace(/^[0-9a-f]{8}/m, '00000000'),
    );
    b.restart();
    const { accepted, reason } = await b.follower.state();
    assert.equal(accepted, false);
    assert.match(reason, /is damaged at line 1/);
    await tag(cfg, 'two');
    await clock.advance(5000);
    assert.deepEqual((await b.follower.state()).position, [journal.durable.epoch, journal.durable.seq]);
    assert.ok(tagsOf(b.file('configData')).includes('two'));
    assert.ok([...b.files.contents.keys()].some((name) => name.includes('journal.damaged-')));
  });

  it('leaves the journal alone that a master daemon on the node has taken over', async () => {
    const { cfg, candidate } = await bench(['b', 'c']);
    await tag(cfg, 'one');
    const b = candidate('b');
    const path = '/var/lib/ganeti/journal';
    b.masterRuns = true;
    const own = `${b.disk.synced(path)}${encodeRecord({ position: { epoch: 1, seq: 99 }, kind: 'note', data: 1 })}`;
    b.disk.put(path, own);
    await b.follower.close();
    assert.equal(b.disk.synced(path), own);
    await assert.rejects(b.follower.append(1, { epoch: 1, seq: 2 }, ''), /keeps the journal itself/);
  });

  it('takes nothing new while the files that follow cannot be written, and goes on when they can', async () => {
    const clock = new ManualClock();
    let refuse: Error | undefined = new Error('ENOSPC: no space left on device');
    const view = {
      name: 'config.data',
      dirty: true,
      write: () => (refuse ? Promise.reject(refuse) : Promise.resolve()),
      sync: () => Promise.resolve(),
    };
    const { log } = await memoryLog({ files: new MemoryFiles(), clock }, [view]);
    await log.append('note', 1).durable;
    log.changed();
    await clock.advance(1000);
    assert.throws(
      () => log.append('note', 2),
      /\(config\.data\) cannot be written \(ENOSPC.*\); nothing new is accepted until they can/,
    );
    refuse = undefined;
    await clock.advance(2000);
    await log.append('note', 3).durable;
  });

  it('never writes again once a candidate has promised itself to a newer master', async () => {
    const { cfg, log, files, candidate, deposed } = await bench(['b', 'c']);
    await tag(cfg, 'before');
    await candidate('b').follower.promise(5, 'b');
    candidate('c').reachable = false;
    await assert.rejects(tag(cfg, 'mine alone'), MasterDeposed);
    await settle();
    assert.equal(deposed(), true);
    assert.throws(() => log.append('note', 1), MasterDeposed);
    const lost = [...files.contents].find(([path]) => path.includes('.lost-'));
    assert.match(lost?.[1] ?? '', /mine alone/);
  });

  it('gives a candidate with records of its own the whole state, and those records are put aside', async () => {
    const { clock, cfg, candidate, journal, epochs } = await bench(['b']);
    await tag(cfg, 'shared');
    const { follower, files } = candidate('b');
    const [, seq] = (await follower.state()).position;
    candidate('b').reachable = false;
    // What the master of the first epoch told nobody else, as it was when it went down.
    const own = { position: { epoch: 1, seq: seq + 1 }, kind: 'note', data: 'nobody else has this' };
    await follower.append(1, { epoch: 1, seq }, encodeRecord(own));
    const { position, durable } = journal.startEpoch(2, null);
    epochs.add([{ kind: 'epoch', position }]);
    await durable;
    await tag(cfg, 'after');
    candidate('b').reachable = true;
    await clock.advance(5000);
    assert.deepEqual((await follower.state()).position, [2, journal.durable.seq]);
    assert.ok(tagsOf(candidate('b').file('configData')).includes('after'));
    const aside = [...files.contents].filter(([path]) => path.includes('.lost-'));
    assert.equal(aside.length, 1);
    assert.match(aside[0]?.[1] ?? '', /nobody else has this/);
  });
});

describe('JournalConfigStore', () => {
  it('shows a change only when it is durable, and drops what was built on one that is not', async () => {
    const { cfg, disk, clock } = await bench([]);
    const before = cfg.snapshot;
    disk.refuse = new Error('ENOSPC');
    const [first, second] = [tag(cfg, 'one'), tag(cfg, 'two')];
    assert.equal(cfg.snapshot, before);
    await assert.rejects(first, /ENOSPC/);
    await assert.rejects(second, /ENOSPC/);
    await assert.rejects(tag(cfg, 'refused'), /nothing new is accepted/);
    disk.refuse = undefined;
    await clock.advance(2000);
    await tag(cfg, 'three');
    assert.deepEqual(cfg.snapshot.cluster.tags, [...before.cluster.tags, 'three']);
    assert.equal(cfg.snapshot.serial_no, before.serial_no + 1);
  });
});

describe('replication', () => {
  it('loses nothing that was acknowledged as replicated, whatever candidates fail and return', async () => {
    const action = fc.oneof(
      { weight: 5, arbitrary: fc.constant('change' as const) },
      fc.constantFrom('cut b', 'cut c', 'join b', 'join c', 'crash b', 'crash c', 'wait'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 25 }), async (actions) => {
        const { cfg, clock, log, candidate } = await bench(['b', 'c']);
        const replicated: string[] = [];
        for (const [i, what] of actions.entries()) {
          const [verb, name = ''] = what.split(' ');
          if (verb === 'cut') candidate(name).reachable = false;
          if (verb === 'join') candidate(name).reachable = true;
          if (verb === 'crash') candidate(name).crash();
          if (verb === 'wait') await clock.advance(1500);
          if (verb === 'change') {
            await Promise.all([tag(cfg, `t${i}`), clock.advance(10)]);
            if (log.health === 'replicated') replicated.push(`t${i}`);
          }
        }
        // The master is lost with its disk; a majority of the three is left: of two, the one that reaches further.
        const left = ['b', 'c'].map(candidate);
        for (const one of left) one.crash();
        const standings = await Promise.all(left.map((one) => one.follower.promise(9, 'new')));
        const [one, other] = standings;
        const best = (one?.position[1] ?? 0) >= (other?.position[1] ?? 0) ? left[0] : left[1];
        const tags = replicated.length === 0 ? [] : tagsOf(best?.file('configData'));
        assert.deepEqual(
          replicated.filter((t) => !tags.includes(t)),
          [],
        );
      }),
      { numRuns: 60 },
    );
  });
});
