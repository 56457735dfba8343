#!/usr/bin/env node
// Runs the tests on compiled files and ends with a line "N passed, N failed".
//   node scripts/test.mjs [--integration | --all] [--no-build] [--no-install] [pattern...]
// Unit tests run grouped, a process an area; integration tests a process a file, one at a time.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const args = process.argv.slice(2);
const GROUPS = 'dist/test-groups';
const flag = (name) => args.includes(name);
const patterns = args.filter((a) => !a.startsWith('--'));

function step(what, command, argv) {
  const done = spawnSync(command, argv, { stdio: 'inherit' });
  if (done.status !== 0) {
    console.error(`test: ${what} failed`);
    console.log('0 passed, 1 failed');
    process.exit(1);
  }
}

if (!flag('--no-install') && needsInstall()) step('npm ci', 'npm', ['ci', '--no-audit', '--no-fund']);
if (!flag('--no-build')) step('build', process.execPath, ['scripts/build.mjs', '--quiet']);

function needsInstall() {
  const stamp = 'node_modules/.package-lock.json';
  return !existsSync(stamp) || statSync(stamp).mtimeMs < statSync('package-lock.json').mtimeMs;
}

function walk(dir) {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true }).flatMap((e) => {
    const path = join(dir, e.name);
    if (e.isDirectory()) return walk(path);
    return e.name.endsWith('.test.js') ? [path] : [];
  });
}
const wanted = (f) => patterns.length === 0 || patterns.some((p) => f.includes(p));

const packages = readdirSync('packages').flatMap((p) => walk(join('packages', p, 'dist/test')));
const unit = [...packages, ...walk('dist/test/unit')].filter(wanted).sort();
const integration = walk('dist/test/integration').filter(wanted).sort();
const files = flag('--integration') ? integration : flag('--all') ? [...unit, ...integration] : unit;

/** Unit test files of one area share a process: starting one costs more than most of them run. */
function entries() {
  const byArea = new Map();
  for (const f of flag('--integration') ? [] : unit) {
    const parts = f.split(sep);
    const area =
      parts[0] === 'packages'
        ? `packages-${parts[1]}`
        : parts
            .slice(3, 5)
            .join('-')
            .replace(/\.test\.js$/, '');
    byArea.set(area, [...(byArea.get(area) ?? []), f]);
  }
  rmSync(GROUPS, { recursive: true, force: true });
  mkdirSync(GROUPS, { recursive: true });
  const grouped = [...byArea].map(([area, group]) => {
    const entry = join(GROUPS, `${area}.mjs`);
    writeFileSync(entry, group.map((f) => `import ${JSON.stringify(resolve(f))};\n`).join(''));
    return entry;
  });
  return { grouped, alone: flag('--integration') || flag('--all') ? integration : [] };
}

const totals = { passed: 0, failed: 0, skipped: 0 };
const skips = [];

function runFiles(list, concurrency) {
  if (list.length === 0) return Promise.resolve();
  return new Promise((done) => {
    const stream = run({ files: list.map((f) => resolve(f)), concurrency, timeout: 25 * 60_000 });
    stream.on('test:pass', (t) => {
      if (t.skip !== undefined) {
        totals.skipped += 1;
        skips.push(`${t.name}: ${t.skip === true ? 'no reason given' : t.skip}`);
      } else if (t.details?.type !== 'suite') totals.passed += 1;
    });
    stream.on('test:fail', (t) => {
      if (t.details?.type !== 'suite') totals.failed += 1;
    });
    const out = stream.compose(spec);
    out.pipe(process.stdout, { end: false });
    out.on('end', done);
  });
}

if (files.length === 0) console.log('no test files match');
const { grouped, alone } = entries();
await runFiles(grouped, 2);
await runFiles(alone, 1);
for (const s of skips) console.log(`skipped: ${s}`);
console.log(`${totals.skipped} skipped`);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed > 0 || (files.length === 0 && patterns.length === 0) ? 1 : 0;
