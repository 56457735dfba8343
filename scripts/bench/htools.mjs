// Our htools and the original's (Debian's ganeti-htools), side by side on the same generated clusters: 10 instances a
// node (test/support/htools/random-cluster.ts), most on few nodes for hbal. The original runs where it ends
// within a limit (GNT_BENCH_LIMIT seconds, 60 unless said otherwise); times and limit are processor time.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAllocator } from '@gnt/htools';
import { randomCluster } from '../../dist/test/support/htools/random-cluster.js';
import { randomRequests } from '../../dist/test/support/htools/random-requests.js';
import { ms, summary, timeCommands } from './timing.mjs';

const SEED = 7;
const LIMIT_MS = 1000 * Number(process.env.GNT_BENCH_LIMIT ?? 60);
const original = (name) => (name === 'hail' ? '/usr/lib/ganeti/iallocators/hail' : `/usr/bin/${name}`);
const ours = (name) => [process.execPath, `bin/${name}`];

// The time of the process alone, so that others on the machine do not count: bash tells it as the last line of stderr.
const TIMED = 'TIMEFORMAT="%U %S"; ulimit -t "$LIMIT"; time "$@" 2>/dev/null';

/** Processor time of one run in milliseconds and its output; undefined when it does not end in time. */
function run(command, args) {
  const env = { ...process.env, LIMIT: String(LIMIT_MS / 1000) };
  const done = spawnSync('bash', ['-c', TIMED, 'bench', ...command, ...args], {
    encoding: 'utf8',
    env,
    maxBuffer: 1 << 28,
  });
  // Ended by SIGXCPU or SIGKILL.
  if (done.status === 152 || done.status === 137) return undefined;
  if (done.status !== 0) throw new Error(`${command.join(' ')} ${args.join(' ')}: exit code ${done.status}`);
  const [user = NaN, system = NaN] = done.stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { time: 1000 * (user + system), out: done.stdout };
}

const lastScore = (out) => /from [\d.]+ to ([\d.]+)/.exec(out)?.[1];
/** Processor time that Node takes for an empty program, in milliseconds; no program of ours can take less. */
let bare = 0;

function* compare(what, name, args, withOriginal = true) {
  const mine = run(ours(name), args);
  if (!mine) {
    yield { what, value: `over ${ms(LIMIT_MS)}` };
    return undefined;
  }
  const score = lastScore(mine.out);
  const own = `${ms(mine.time)} (${ms(Math.max(0, mine.time - bare))} beyond node itself)${score ? `, score ${score}` : ''}`;
  if (!withOriginal || !existsSync(original(name))) {
    yield { what, value: own };
    return undefined;
  }
  const other = run([original(name)], args);
  const ratio = other ? `${(other.time / mine.time).toFixed(1)} x` : `over ${(LIMIT_MS / mine.time).toFixed(0)} x`;
  const theirs = other ? ms(other.time) : `over ${ms(LIMIT_MS)}`;
  const same = other && name !== 'hspace' ? (other.out === mine.out ? ', same output' : ', output differs') : '';
  yield { what, value: `${own}, the original ${theirs}, ${ratio}${same}` };
  return other?.time ?? LIMIT_MS;
}

/** hail as a program, and as masterd uses it: in a process that has answered before. */
function* allocate(what, file, withOriginal) {
  const theirs = yield* compare(`hail allocate, ${what}`, 'hail', [file], withOriginal);
  const text = readFileSync(file, 'utf8');
  const times = Array.from({ length: 12 }, () => {
    const before = process.cpuUsage();
    runAllocator(text);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  const time = summary(times.slice(4)).p50;
  const ratio = theirs === undefined ? '' : `, ${(theirs / time).toFixed(0)} x`;
  yield { what: `  the same in a running process`, value: `${ms(time)}${ratio}` };
}

const KINDS = {
  DRBD: ['drbd'],
  mixed: ['drbd', 'plain', 'ext'],
  'shared storage': ['ext'],
};

/** Files about a cluster to balance, and a request for an instance more on one like it. */
function write(dir, nodes, kind) {
  const shape = { seed: SEED, nodes, instancesPerNode: 10, groups: nodes === 400 ? 4 : 1, plain: true };
  const text = randomCluster({ ...shape, templates: KINDS[kind] });
  // A cluster with overfull nodes would take nothing new.
  const requests = randomRequests(randomCluster({ ...shape, templates: KINDS[kind], even: true }), SEED);
  const request = kind === 'shared storage' ? requests.group : requests.drbd;
  const files = { data: join(dir, `${nodes}-${kind}.data`), json: join(dir, `${nodes}-${kind}.json`) };
  writeFileSync(files.data, text);
  writeFileSync(files.json, request);
  return files;
}

export async function* measure() {
  const dir = mkdtempSync(join(tmpdir(), 'gnt-bench-htools-'));
  try {
    const [empty, start] = timeCommands(
      [
        [process.execPath, '-e', '0'],
        [...ours('hbal'), '--version'],
      ],
      15,
    );
    bare = run([process.execPath], ['-e', '0']).time;
    yield { what: 'hbal --version', value: `${ms(start.p50)}, ${(start.p50 / empty.p50).toFixed(2)} x node -e 0` };
    for (const kind of Object.keys(KINDS)) {
      const files = Object.fromEntries([20, 40, 100, 400].map((nodes) => [nodes, write(dir, nodes, kind)]));
      yield* compare(`hbal, ${kind}, 20 nodes, to convergence`, 'hbal', ['-t', files[20].data]);
      yield* compare(`hbal, ${kind}, 40 nodes, 10 moves`, 'hbal', ['-t', files[40].data, '-l', '10']);
      yield* compare(`hbal, ${kind}, 100 nodes, 2 moves`, 'hbal', ['-t', files[100].data, '-l', '2']);
      yield* compare(`hbal, ${kind}, 100 nodes, to convergence`, 'hbal', ['-t', files[100].data], false);
      for (let g = 0; g < 4; g += 1) {
        const what = `hbal, ${kind}, 400 nodes, group ${g} of 4, to convergence`;
        yield* compare(what, 'hbal', ['-t', files[400].data, '-G', `group${g}`], false);
      }
      for (const nodes of [20, 40, 100, 400])
        yield* allocate(`${kind}, ${nodes} nodes`, files[nodes].json, nodes < 400);
    }
    const [twenty, forty, hundred] = [20, 40, 100].map((nodes) => write(dir, nodes, 'DRBD').data);
    yield* compare('hspace, DRBD, 20 nodes', 'hspace', ['-t', twenty, '--machine-readable']);
    yield* compare('hspace, DRBD, 40 nodes', 'hspace', ['-t', forty, '--machine-readable']);
    yield* compare('hspace, DRBD, 100 nodes', 'hspace', ['-t', hundred, '--machine-readable'], false);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
