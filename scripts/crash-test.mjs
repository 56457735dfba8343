#!/usr/bin/env node
// Kills daemons of a virtual cluster at random moments under load and checks that nothing that was acknowledged is lost,
// on the master and on every candidate.
//   node scripts/crash-test.mjs [--kills N] [--nodes N] [--seed S] [--no-loss]
// A round is one of: SIGKILL of the master daemon; of a candidate's node daemon; of both; loss of the whole master machine,
// after which a candidate becomes master (not with --no-loss). --seed draws the same rounds again; moments differ.
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CrashCluster } from './crash-test/cluster.mjs';
import { CrashClients } from './crash-test/clients.mjs';
import { lostOn } from './crash-test/check.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  const value = at < 0 ? otherwise : Number(process.argv[at + 1]);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} needs a whole number above 0`);
  return value;
};
const [kills, nodes, seed] = [option('kills', 20), option('nodes', 3), option('seed', randomInt(1, 1 << 30))];
const loss = !process.argv.includes('--no-loss') && nodes > 2;

/** Numbers from 0 to 1 that follow from the seed (mulberry32). */
let state = seed;
function fraction() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

const KINDS = [
  [0.68, 'master'],
  [0.16, 'noded'],
  [0.1, 'both'],
  [0.06, 'loss'],
];

function draw(round) {
  if (nodes < 2) return 'master';
  // The short runs of the tests have one loss, too.
  if (loss && round === Math.ceil(kills / 2)) return 'loss';
  let left = fraction();
  const [, kind] = KINDS.find(([share]) => (left -= share) < 0) ?? KINDS[0];
  return kind === 'loss' && !loss ? 'master' : kind;
}

const base = mkdtempSync(join(tmpdir(), 'gnt-crash-'));
const cluster = new CrashCluster(join(base, 'vc'), nodes);
const clients = new CrashClients(cluster);
let failed = 0;

/** Everything that was acknowledged until now is on the master and on all candidates. */
async function check() {
  await clients.pause();
  await cluster.settle();
  for (const node of cluster.names) {
    const faults = lostOn(cluster, node, clients);
    failed += faults.length;
    if (faults.length > 0) console.log(`${node} lacks: ${faults.slice(0, 20).join('; ')}`);
  }
  clients.resume();
}

const counts = {};
const started = performance.now();
try {
  cluster.make();
  clients.start();
  for (let round = 1; round <= kills && failed === 0; round += 1) {
    const kind = draw(round);
    counts[kind] = (counts[kind] ?? 0) + 1;
    // Some kills meet a daemon that has hardly started.
    if (kind !== 'master' || fraction() < 0.7) await clients.served();
    await sleep(fraction() * 300);
    if (kind === 'loss') await cluster.loseMaster(fraction());
    else await cluster.kill(kind, fraction());
    if (kind === 'loss' || round % 25 === 0 || round === kills) await check();
    if (round % 25 === 0 || round === kills) {
      const { accepted, ended, tags } = clients;
      console.log(
        `${round} kills in ${((performance.now() - started) / 1000).toFixed(0)} s: ${accepted.size} jobs accepted, ${ended.size} seen to end, ${tags.size} tags set; ${failed} lost`,
      );
    }
  }
} finally {
  await clients.stop();
  cluster.destroy();
  rmSync(base, { recursive: true, force: true });
}
const { accepted, tags } = clients;
const what = Object.entries(counts).map(([kind, n]) => `${kind} ${n}`);
console.log(
  `${accepted.size + tags.size} acknowledgements over ${kills} kills (${what.join(', ')}; seed ${seed}): ${failed} lost, here or on a candidate`,
);
process.exitCode = failed === 0 ? 0 : 1;
