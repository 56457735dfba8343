// Runs the original and ours, and tells where their outputs part.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Path of one of the original's programs. */
export const original = (name) => (name === 'hail' ? '/usr/lib/ganeti/iallocators/hail' : join('/usr/bin', name));

/** Ours, in this process, with what it prints and writes kept. */
export async function ours({ programs, runProgram, systemEnvironment }, name, args, n1Rule) {
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

/** The original, with what it writes to the directory `scratch`; undefined when it takes more than a minute. */
export function theirs(name, args, scratch) {
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch);
  const done = spawnSync(original(name), args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 60_000,
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  if (done.error?.code === 'ETIMEDOUT') return undefined;
  const files = Object.fromEntries(readdirSync(scratch).map((f) => [f, readFileSync(join(scratch, f), 'utf8')]));
  return { out: done.stdout, err: done.stderr, files, code: done.status };
}

const filesOf = ({ files }) => JSON.stringify(Object.entries(files).sort());

/** Whether two runs printed, wrote and ended alike. */
export const same = (a, b) => a.out === b.out && a.err === b.err && a.code === b.code && filesOf(a) === filesOf(b);

function lineDifference(what, x, y) {
  const [a, b] = [x.split('\n'), y.split('\n')];
  let at = a.findIndex((line, i) => line !== b[i]);
  if (at < 0 && a.length !== b.length) at = a.length;
  if (at < 0) return undefined;
  const show = (lines) => (lines[at] ?? '(end)').slice(0, 300);
  return `${what} line ${at + 1}\n      original: ${show(a)}\n      ours:     ${show(b)}`;
}

/** The first place where two runs differ. */
export function firstDifference(a, b) {
  for (const part of ['out', 'err']) {
    const found = lineDifference(part, a[part], b[part]);
    if (found) return found;
  }
  if (a.code !== b.code) return `exit code ${a.code}, ours ${b.code}`;
  for (const name of new Set([...Object.keys(a.files), ...Object.keys(b.files)])) {
    if (a.files[name] === undefined || b.files[name] === undefined) return `file ${name} is written by one only`;
    const found = lineDifference(`file ${name}`, a.files[name], b.files[name]);
    if (found) return found;
  }
  return 'nothing';
}
