#!/usr/bin/env node
// Kills the master daemon at random moments under load and checks that nothing it acknowledged is lost, here and on a candidate.
//   node scripts/crash-test.mjs [--kills N] [--nodes N]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LuxiClient } from '../packages/luxi-client/dist/src/index.js';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  const value = at < 0 ? otherwise : Number(process.argv[at + 1]);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} needs a number`);
  return value;
};
const [kills, nodes] = [option('kills', 20), option('nodes', 3)];
const base = mkdtempSync(join(tmpdir(), 'gnt-crash-'));
const dir = join(base, 'vc');
const at = (node, path) => join(dir, node, path);
const daemonUtil = (node, ...args) => execFileSync(at(node, 'cmd'), ['daemon-util', ...args], { stdio: 'ignore' });
const reason = [['crash-test', '', 1]];

/** What the master acknowledged: jobs that were accepted, those seen to end, tags whose job succeeded. */
const accepted = new Set();
const ended = new Map();
const tags = new Set();
let [running, sent] = [true, 0];

/** One client: submits jobs that do nothing and jobs that set a tag, and notes what it is told. */
async function client(number) {
  while (running) {
    let luxi;
    try {
      luxi = await LuxiClient.connect(at('node1', 'var/run/ganeti/socket/ganeti-query'));
      while (running) {
        const tag = `c${number}-${(sent += 1)}`;
        const op =
          sent % 3 === 0
            ? { OP_ID: 'OP_TAGS_SET', kind: 'cluster', name: null, tags: [tag], reason }
            : { OP_ID: 'OP_TEST_DELAY', duration: 0.0001, on_master: false, no_locks: true, reason };
        const id = await luxi.submitJob([op]);
        accepted.add(id);
        for (let status = null; status !== 'success' && status !== 'error' && status !== 'canceled';) {
          const change = await luxi.waitForJobChange(id, ['status'], status === null ? null : [status], null);
          if (!Array.isArray(change)) continue;
          [[status]] = change;
          if (status !== 'success' && status !== 'error') continue;
          ended.set(id, status);
          if (status === 'success' && op.tags) tags.add(tag);
        }
      }
    } catch {
      // The daemon was killed: what it did not answer was not acknowledged.
      await sleep(20);
    } finally {
      luxi?.close();
    }
  }
}

function jobOn(node, id) {
  try {
    return JSON.parse(readFileSync(at(node, `var/lib/ganeti/queue/job-${id}`), 'utf8'));
  } catch {
    return undefined;
  }
}

/** What a node lacks of what was acknowledged. */
function lost(node) {
  const config = JSON.parse(readFileSync(at(node, 'var/lib/ganeti/config.data'), 'utf8'));
  const faults = [...tags].filter((tag) => !config.cluster.tags.includes(tag)).map((tag) => `tag ${tag}`);
  for (const id of accepted) {
    const job = jobOn(node, id);
    if (!job) faults.push(`job ${id}`);
    else if (ended.has(id) && job.ops[0].status !== ended.get(id))
      faults.push(`job ${id} is ${job.ops[0].status}, was seen to end with ${ended.get(id)}`);
  }
  return faults;
}

let failed = 0;
try {
  execFileSync(process.execPath, ['bin/vcluster-setup', dir, '-c', String(nodes), '--init'], { stdio: 'ignore' });
  const clients = Array.from({ length: 4 }, (_, i) => client(i));
  for (let kill = 1; kill <= kills; kill += 1) {
    await sleep(300 + Math.random() * 2700);
    process.kill(Number(readFileSync(at('node1', 'var/run/ganeti/ganeti-masterd.pid'), 'utf8')), 'SIGKILL');
    daemonUtil('node1', 'start', 'ganeti-masterd');
    if (kill % 10 === 0)
      console.log(`${kill} kills: ${accepted.size} jobs accepted, ${ended.size} seen to end, ${tags.size} tags`);
  }
  running = false;
  await Promise.all(clients);
  await sleep(3000);
  for (const node of ['node1', ...(nodes > 1 ? ['node2'] : [])]) {
    const faults = lost(node);
    failed += faults.length;
    console.log(
      `${node}: ${faults.length === 0 ? 'everything that was acknowledged is there' : faults.slice(0, 20).join('; ')}`,
    );
  }
} finally {
  running = false;
  execFileSync(process.execPath, ['bin/vcluster-setup', '--destroy', dir], { stdio: 'ignore' });
  rmSync(base, { recursive: true, force: true });
}
console.log(`${accepted.size + tags.size} acknowledgements over ${kills} kills, ${failed} lost`);
process.exitCode = failed === 0 ? 0 : 1;
