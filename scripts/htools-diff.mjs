#!/usr/bin/env node
// Compares our htools with the original's (Debian's ganeti-htools 3.0.2): whole output, error output, exit code and
// written files, on fixture files and on random clusters by seed.
//   node scripts/htools-diff.mjs [--seeds N] [--from SEED] [--fixtures DIR] [--record FILE] [--verbose] [PROGRAM...]
// --record keeps what the original answers about the random clusters, for tests that run without it.
// Every output is equal, explained by a name below, or different; only the last kind fails. Ends with "N passed, M failed".
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const load = (path) => import(pathToFileURL(join(root, path)).href);

/** Differences there are to be, each with how it is recognised. */
const EXPLAINED = {
  '3c45a5c27: N+1 from unallocated memory':
    "with the rule of 3.0 (free memory as reported) our output is the original's to the last byte",
  'the original stops with a programming error': 'its error output names the place in its libraries',
};
const CRASH = /^h\w+: (IntMap\.!|Prelude\.|Maybe\.|Map\.!|.*CallStack)/ms;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '20' },
    from: { type: 'string', default: '1' },
    fixtures: { type: 'string' },
    record: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});

const original = (name) => (name === 'hail' ? '/usr/lib/ganeti/iallocators/hail' : join('/usr/bin', name));
if (!existsSync(original('hbal'))) {
  console.error('htools-diff: the original is not here (package ganeti-htools): nothing to compare with');
  console.log('0 passed, 0 failed');
  process.exit(0);
}

const { programs, runProgram, systemEnvironment } = await load('dist/lib/htools-cli/index.js');
const { randomCluster } = await load('dist/test/support/htools/random-cluster.js');
const { randomRequests } = await load('dist/test/support/htools/random-requests.js');

/** Ours, in this process, with what it prints and writes kept. */
async function ours(name, args, n1Rule) {
  const found = { out: '', err: '', files: {}, code: 0 };
  const env = {
    ...systemEnvironment(),
    n1Rule,
    out: (text) => void (found.out += text),
    err: (text) => void (found.err += text),
    writeText: (path, text) => void (found.files[basename(path)] = text),
  };
  found.code = await runProgram(programs[name], args, env);
  return found;
}

function theirs(name, args, scratch) {
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch);
  const done = spawnSync(original(name), args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  const files = Object.fromEntries(readdirSync(scratch).map((f) => [f, readFileSync(join(scratch, f), 'utf8')]));
  return { out: done.stdout, err: done.stderr, files, code: done.status };
}

const filesOf = ({ files }) => JSON.stringify(Object.entries(files).sort());
const same = (a, b) => a.out === b.out && a.err === b.err && a.code === b.code && filesOf(a) === filesOf(b);

function fileDifference(a, b) {
  for (const [name, text] of Object.entries(a.files)) {
    const other = b.files[name];
    if (other === undefined) return `file ${name} is missing`;
    const [x, y] = [text.split('\n'), other.split('\n')];
    const line = x.findIndex((l, i) => l !== y[i]);
    if (line >= 0)
      return `file ${name} line ${line + 1}\n      original: ${x[line]}\n      ours:     ${y[line] ?? '(end)'}`;
  }
  return 'files';
}

function firstDifference(a, b) {
  for (const part of ['out', 'err']) {
    const [x, y] = [a[part].split('\n'), b[part].split('\n')];
    const at = x.findIndex((line, i) => line !== y[i]);
    if (at >= 0 || x.length !== y.length) {
      const line = at >= 0 ? at : x.length;
      return `${part} line ${line + 1}\n      original: ${(x[line] ?? '(end)').slice(0, 300)}\n      ours:     ${(y[line] ?? '(end)').slice(0, 300)}`;
    }
  }
  return a.code === b.code ? fileDifference(a, b) : `exit code ${a.code}, ours ${b.code}`;
}

const recorded = [];
const counts = { equal: 0, different: 0, explained: new Map() };

async function compare(name, args, scratch, recording) {
  if (!(name in programs) || (positionals.length > 0 && !positionals.includes(name))) return;
  const expected = theirs(name, args, scratch);
  const explain = (why) => void counts.explained.set(why, (counts.explained.get(why) ?? 0) + 1);
  const found = await ours(name, args, 'unallocated');
  if (values.record && recording && same(expected, found)) {
    const { out, err, code } = expected;
    recorded.push({ name, ...recording, out, err, code });
  }
  if (same(expected, found)) counts.equal += 1;
  else if (CRASH.test(expected.err)) explain('the original stops with a programming error');
  else if (same(expected, await ours(name, args, 'reported'))) explain('3c45a5c27: N+1 from unallocated memory');
  else {
    counts.different += 1;
    console.log(`  different: ${name} ${args.join(' ')}\n    ${firstDifference(expected, found)}`);
    return;
  }
  if (values.verbose) console.log(`  ok: ${name} ${args.join(' ')}`);
}

/** Command lines that look at a file in the text format. */
function textCases(file, save, groups) {
  const t = ['-t', file];
  const group = groups === 1 ? [] : ['-G', 'group0'];
  return [
    ['hbal', [...t, ...group, '-v', '-v', '-v', '-v', '-C', '-p', '--print-instances']],
    ['hbal', [...t, ...group, '-S', save, `-p=+plist,slist,ptags,peermap,amem,idx`]],
    ['hbal', [...t, ...group, '--evac-mode', '-O', 'node001']],
    ['hbal', [...t, ...group, '--ignore-soft-errors', '-l', '3', '-C']],
    ['hbal', [...t, ...group, '--no-disk-moves', '--ignore-dynu']],
    ['hbal', [...t, ...group, '--restricted-migration', '-g', '0', '-e', '0.01']],
    ['hinfo', [...t, '-v', '-v', '-p', '--print-instances']],
    ['hcheck', [...t, '--machine-readable']],
    ['hcheck', [...t, '-v']],
    ['hspace', [...t, '--machine-readable', '-l', '40']],
    ['hspace', [...t, '-v', '-l', '25', '--disk-template', 'plain']],
    ['hroller', [...t, '-v', '-v']],
    ['hroller', [...t, '--ignore-non-redundant', '--full-evacuation', '--print-moves', '-f']],
    ['hsqueeze', [...t, '-v', '-v', '-C']],
  ];
}

const scratch = mkdtempSync(join(tmpdir(), 'gnt-htools-diff-'));
const saves = join(scratch, 'saved');
const save = join(saves, 'cluster');
try {
  if (values.fixtures) {
    for (const f of readdirSync(values.fixtures).sort()) {
      const file = join(values.fixtures, f);
      if (f.endsWith('.data')) for (const [name, args] of textCases(file, save, 1)) await compare(name, args, saves);
      if (f.startsWith('hail-')) {
        await compare('hail', [file, '-p', '-S', save], saves);
        await compare('hbal', ['-I', file, '-v', '-v'], saves);
      }
    }
    const rapi = join(values.fixtures, 'rapi');
    if (existsSync(rapi)) await compare('hscan', ['-p', '-d', saves, `file://${rapi}`], saves);
  }
  const from = Number(values.from);
  for (let seed = from; seed < from + Number(values.seeds); seed += 1) {
    const groups = 1 + (seed % 4 === 0);
    const shape = { seed, nodes: 3 + (seed % 6), instancesPerNode: 4 + (seed % 5), groups };
    const text = randomCluster(shape);
    const file = join(scratch, `${seed}.data`);
    writeFileSync(file, text);
    for (const [name, args] of textCases(file, save, groups)) {
      const kept = args.includes('-S') || name === 'hspace' ? undefined : { shape, args: args.slice(2) };
      await compare(name, args, saves, kept);
    }
    for (const [kind, request] of Object.entries(randomRequests(text, seed))) {
      const path = join(scratch, `${seed}.${kind}.json`);
      writeFileSync(path, request);
      await compare('hail', [path, '-p', '-S', save], saves);
      if (values.record) await compare('hail', [path], saves, { shape, request: kind, args: [] });
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
if (values.record) writeFileSync(values.record, `[\n${recorded.map((r) => JSON.stringify(r)).join(',\n')}\n]\n`);
for (const [why, count] of counts.explained) console.log(`  explained ${count} times: ${why} (${EXPLAINED[why]})`);
const explained = [...counts.explained.values()].reduce((sum, n) => sum + n, 0);
console.log(`htools-diff: ${counts.equal} equal, ${explained} explained, ${counts.different} different`);
console.log(`${counts.equal + explained} passed, ${counts.different} failed`);
process.exitCode = counts.different === 0 ? 0 : 1;
