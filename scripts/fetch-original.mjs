#!/usr/bin/env node
// Takes the original's Python clients, monitoring collector and test suite out of Debian's packages into .cache/original,
// without installing them: the integration tests run them against our daemons, htools-diff runs the suite's files.
// Their Python libraries are ordinary packages (see .ci/run).
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const target = fileURLToPath(new URL('../.cache/original', import.meta.url));
const wanted = ['usr/lib/ganeti/3.0/usr/lib/ganeti/mon-collector', 'usr/share/ganeti/testsuite/test/data/htools'];
if (wanted.every((path) => existsSync(join(target, path)))) process.exit(0);
const scratch = mkdtempSync(join(tmpdir(), 'original-'));
try {
  // apt's sandbox user must be able to write here.
  execFileSync('chmod', ['0755', scratch]);
  execFileSync(
    'apt-get',
    [
      'download',
      '-qq',
      '-o',
      'APT::Sandbox::User=root',
      'ganeti',
      'ganeti-3.0',
      'ganeti-haskell-3.0',
      'ganeti-testsuite',
    ],
    {
      cwd: scratch,
      stdio: 'inherit',
    },
  );
  const root = join(scratch, 'root');
  for (const deb of readdirSync(scratch).filter((f) => f.endsWith('.deb')))
    execFileSync('dpkg-deb', ['-x', join(scratch, deb), root]);
  mkdirSync(join(target, '..'), { recursive: true });
  execFileSync('cp', ['-a', root, `${target}.new`]);
  rmSync(target, { recursive: true, force: true });
  renameSync(`${target}.new`, target);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
