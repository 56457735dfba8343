// The engine: what a change and a job cost, on configurations and queues as large as clusters have them.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { concurrentChanges, jobs, longQueue, memory, reads } from './engine-live.mjs';
import { ms, summary, timeCalls } from './timing.mjs';

const lib = (path) => import(new URL(`../../dist/lib/${path}`, import.meta.url).href);

/** The recorded configuration with so many instances, a disk each, and so many nodes, the first of them candidates. */
function largeConfig(instances, nodes, candidates) {
  const data = JSON.parse(readFileSync('test/data/config/config-3.1.data', 'utf8'));
  const [node] = Object.values(data.nodes);
  const [instance] = Object.values(data.instances);
  const [disk] = Object.values(data.disks);
  const master = data.cluster.master_node;
  data.nodes = { [master]: { ...data.nodes[master], master_candidate: true } };
  for (let i = 1; i < nodes; i += 1) {
    const uuid = randomUUID();
    const [a, b] = [i >> 8, i & 255];
    const ip = `10.${a}.${b}.1`;
    data.nodes[uuid] = {
      ...node,
      uuid,
      name: `n${i}.example.com`,
      primary_ip: ip,
      secondary_ip: ip,
      master_candidate: i <= candidates,
    };
  }
  data.instances = {};
  data.disks = {};
  const places = Object.keys(data.nodes);
  for (let i = 0; i < instances; i += 1) {
    const [uuid, diskUuid] = [randomUUID(), randomUUID()];
    const place = places[i % places.length];
    data.disks[diskUuid] = { ...disk, uuid: diskUuid, nodes: [place] };
    data.instances[uuid] = {
      ...structuredClone(instance),
      uuid,
      name: `i${i}.example.com`,
      primary_node: place,
      disks: [diskUuid],
    };
  }
  return JSON.stringify(data);
}

/** A master's journal, configuration and files on the real disk, candidates behind a transport that acknowledges. */
async function engine(dir, text) {
  const [{ Paths }, { systemFiles }, { systemAppendFiles }, { systemSyncFiles }] = await Promise.all(
    ['common/paths.js', 'common/files.js', 'common/append-file.js', 'common/sync-files.js'].map(lib),
  );
  const [{ systemClock }, { systemRandom }, { silentLogger }] = await Promise.all(
    ['common/clock.js', 'common/random.js', 'common/log.js'].map(lib),
  );
  const [{ openEngine }, { startEngine }, config] = await Promise.all(
    ['masterd/engine/open.js', 'masterd/engine/start.js', 'config/index.js'].map(lib),
  );
  const paths = new Paths(dir);
  for (const place of Object.values(paths.dirs)) execFileSync('mkdir', ['-p', place]);
  writeFileSync(paths.file('configData'), text);
  const positions = new Map();
  const standing = (node, position) => {
    positions.set(node, position);
    return { ok: true, payload: { position, promised: 0, accepted: true, reason: '' } };
  };
  const answers = {
    journal_state: (node) => standing(node, positions.get(node) ?? [0, 0]),
    journal_append: (node, { lines }) => {
      const [epoch, seq] = JSON.parse(lines.slice(lines.lastIndexOf('\n', lines.length - 2) + 10));
      return standing(node, [epoch, seq]);
    },
    journal_replace: (node) =>
      standing(node, opened ? [opened.journal.durable.epoch, opened.journal.durable.seq] : [0, 0]),
  };
  const rpc = {
    tryOne: (node, call, args) =>
      new Promise((resolve) => {
        setTimeout(() => resolve(answers[call]?.(node, args) ?? { ok: true, payload: null }), 1);
      }),
  };
  const deps = {
    paths,
    files: systemFiles,
    appendFiles: systemAppendFiles,
    syncFiles: systemSyncFiles,
    clock: systemClock,
    random: systemRandom,
    log: silentLogger,
    rpc,
    distributor: { distribute: async () => undefined, sendConfig: async () => undefined },
    configOwner: {},
    queueOwner: {},
    deposed: () => undefined,
  };
  const state = config.ConfigState.of(config.parseConfig(text, 'config.data'));
  const opened = await openEngine(deps, { text, state });
  const made = await startEngine(opened, deps);
  made.journal.lead();
  return made;
}

/** Milliseconds of acknowledged updates, those during which config.data was being written apart. */
async function updates(instances, nodes, candidates, rounds) {
  const dir = mkdtempSync(join(tmpdir(), 'gnt-bench-'));
  try {
    const { cfg, journal } = await engine(dir, largeConfig(instances, nodes, candidates));
    const uuids = Object.keys(cfg.snapshot.instances);
    const change = async (i) => {
      const started = performance.now();
      await cfg.update((c) => {
        c.instances[uuids[i % uuids.length]].osparams = { round: String(i) };
      });
      return performance.now() - started;
    };
    for (let i = 0; i < 30; i += 1) await change(i);
    await journal.log.settled();
    const [quiet, busy] = [[], []];
    let writing = false;
    let i = 30;
    // Half a second goes by before files are written when nobody waits for them.
    while (quiet.length < rounds) {
      const until = performance.now() + 300;
      while (performance.now() < until && quiet.length < rounds) quiet.push(await change((i += 1)));
      writing = true;
      const written = journal.log.settled().then(() => (writing = false));
      while (writing) busy.push(await change((i += 1)));
      await written;
    }
    await journal.close();
    return { quiet: summary(quiet), busy: summary(busy), config: cfg };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const range = ({ p50, p99 }) => `p50 ${ms(p50)}, p99 ${ms(p99)}`;

/** What an update cannot be faster than here: a line on stable storage, then the transport of a millisecond. */
async function floor(rounds) {
  const { systemAppendFiles } = await lib('common/append-file.js');
  const dir = mkdtempSync(join(tmpdir(), 'gnt-bench-'));
  const file = await systemAppendFiles.open(join(dir, 'line'), 0o600);
  const line = Buffer.from(`${'x'.repeat(900)}\n`);
  try {
    return await timeCalls(rounds, async () => {
      await file.append(line);
      await Promise.all(Array.from({ length: 10 }, () => new Promise((resolve) => setTimeout(resolve, 1))));
    });
  } finally {
    await file.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

export async function* measure() {
  yield { what: 'floor: one line synced, then 1 ms to 10 candidates', value: range(await floor(600)) };
  for (const [instances, nodes, candidates] of [
    [100, 3, 2],
    [2000, 50, 10],
    [10_000, 200, 10],
  ]) {
    const { quiet, busy } = await updates(instances, nodes, candidates, 300);
    const size = `${instances} instances, ${nodes} nodes, ${candidates} candidates`;
    yield { what: `update acknowledged, ${size}`, value: range(quiet) };
    yield { what: '  while config.data is written', value: range(busy) };
  }
  yield { what: 'resident memory of this process by now', value: `${Math.round(process.memoryUsage().rss / 1e6)} MB` };
  yield* reads();
  yield* jobs(1, 2000);
  yield* jobs(3, 1000);
  yield* concurrentChanges(8, 2000, 60);
  yield* longQueue(20_000);
  yield* memory(10_000);
}
