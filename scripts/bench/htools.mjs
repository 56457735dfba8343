// Our htools and the original's (Debian's ganeti-htools), side by side on the same generated clusters: 10 DRBD instances
// a node, most of them on few nodes (test/support/htools/random-cluster.ts, seed 7). The original runs where it ends
// within a limit (GNT_BENCH_LIMIT seconds, 60 unless said otherwise); times are processor time.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomCluster } from '../../dist/test/support/htools/random-cluster.js';
import { randomRequests } from '../../dist/test/support/htools/random-requests.js';
import { ms, timeCommands } from './timing.mjs';

const SEED = 7;
const LIMIT_MS = 1000 * Number(process.env.GNT_BENCH_LIMIT ?? 60);
const original = (name) => (name === 'hail' ? '/usr/lib/ganeti/iallocators/hail' : `/usr/bin/${name}`);
const ours = (name) => [process.execPath, `bin/${name}`];

// The time of the process alone, so that others on the machine do not count: bash tells it as the last line of stderr.
const TIMED = 'TIMEFORMAT="%U %S"; time timeout "$LIMIT" "$@" 2>/dev/null';

/** Processor time of one run in milliseconds and its output; undefined when it does not end in time. */
function run(command, args) {
  const env = { ...process.env, LIMIT: String(LIMIT_MS / 1000) };
  const done = spawnSync('bash', ['-c', TIMED, 'bench', ...command, ...args], {
    encoding: 'utf8',
    env,
    maxBuffer: 1 << 28,
  });
  if (done.status === 124) return undefined;
  if (done.status !== 0) throw new Error(`${command.join(' ')} ${args.join(' ')}: exit code ${done.status}`);
  const [user = NaN, system = NaN] = done.stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { time: 1000 * (user + system), out: done.stdout };
}

const lastScore = (out) => /from [\d.]+ to ([\d.]+)/.exec(out)?.[1];

function* compare(what, name, args, withOriginal = true) {
  const mine = run(ours(name), args);
  if (!mine) {
    yield { what, value: `over ${ms(LIMIT_MS)}` };
    return;
  }
  const score = lastScore(mine.out);
  const scored = score ? `, score ${score}` : '';
  if (!withOriginal || !existsSync(original(name))) {
    yield { what, value: `${ms(mine.time)}${scored}` };
    return;
  }
  const other = run([original(name)], args);
  const ratio = other ? `${(other.time / mine.time).toFixed(1)} x` : `over ${(LIMIT_MS / mine.time).toFixed(0)} x`;
  const theirs = other ? ms(other.time) : `over ${ms(LIMIT_MS)}`;
  const same = other && name !== 'hspace' ? (other.out === mine.out ? ', same output' : ', output differs') : '';
  yield { what, value: `${ms(mine.time)}, the original ${theirs}, ${ratio}${scored}${same}` };
}

export async function* measure() {
  const dir = mkdtempSync(join(tmpdir(), 'gnt-bench-htools-'));
  try {
    const [bare, start] = timeCommands(
      [
        [process.execPath, '-e', '0'],
        [...ours('hbal'), '--version'],
      ],
      15,
    );
    yield { what: 'hbal --version', value: `${ms(start.p50)}, ${(start.p50 / bare.p50).toFixed(2)} x node -e 0` };
    const files = {};
    for (const nodes of [20, 40, 100, 400]) {
      const groups = nodes === 400 ? 4 : 1;
      const text = randomCluster({ seed: SEED, nodes, instancesPerNode: 10, groups, plain: true });
      const templates = ['drbd', 'plain', 'ext'];
      const mixed = randomCluster({ seed: SEED, nodes, instancesPerNode: 10, groups, plain: true, templates });
      files[nodes] = Object.fromEntries(
        ['data', 'json', 'mixed.json'].map((end) => [end, join(dir, `${nodes}.${end}`)]),
      );
      writeFileSync(files[nodes].data, text);
      writeFileSync(files[nodes].json, randomRequests(text, SEED).drbd);
      writeFileSync(files[nodes]['mixed.json'], randomRequests(mixed, SEED).drbd);
    }
    yield* compare('hbal, 20 nodes, to convergence', 'hbal', ['-t', files[20].data]);
    yield* compare('hbal, 40 nodes, 10 moves', 'hbal', ['-t', files[40].data, '-l', '10']);
    yield* compare('hbal, 100 nodes, 2 moves', 'hbal', ['-t', files[100].data, '-l', '2']);
    yield* compare('hbal, 100 nodes, to convergence', 'hbal', ['-t', files[100].data], false);
    for (let g = 0; g < 4; g += 1) {
      const what = `hbal, 400 nodes, group ${g} of 4, to convergence`;
      yield* compare(what, 'hbal', ['-t', files[400].data, '-G', `group${g}`], false);
    }
    for (const nodes of [20, 40, 100]) yield* compare(`hail allocate, ${nodes} nodes`, 'hail', [files[nodes].json]);
    for (const nodes of [20, 40, 100])
      yield* compare(`hail allocate, ${nodes} nodes, mixed instances`, 'hail', [files[nodes]['mixed.json']]);
    yield* compare('hail allocate, 400 nodes', 'hail', [files[400].json], false);
    yield* compare('hail allocate, 400 nodes, mixed instances', 'hail', [files[400]['mixed.json']], false);
    yield* compare('hspace, 20 nodes', 'hspace', ['-t', files[20].data, '--machine-readable']);
    yield* compare('hspace, 40 nodes', 'hspace', ['-t', files[40].data, '--machine-readable']);
    yield* compare('hspace, 100 nodes', 'hspace', ['-t', files[100].data, '--machine-readable'], false);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
