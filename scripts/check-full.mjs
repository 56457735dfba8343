#!/usr/bin/env node
// What takes longer than CI may: everything of CI, then the long runs. Run it before an issue is closed.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const jobs = String(availableParallelism());
const steps = [
  ['CI', 'bash', ['.ci/run']],
  [
    'the guest test, three times over',
    'bash',
    [
      '-c',
      'for i in 1 2 3; do npm run --silent test:integration -- --no-build --no-install guest-life || exit 1; done',
    ],
  ],
  [
    'the simulation',
    'npm',
    ['run', '--silent', 'simulate', '--', '--seeds', '1..20000', '--steps', '200', '--jobs', jobs],
  ],
  ['the planted defects', 'npm', ['run', '--silent', 'simulate', '--', '--defects']],
  ['daemons killed under load', process.execPath, ['scripts/crash-test.mjs', '--kills', '500']],
  ['htools against the original', process.execPath, ['scripts/htools-diff.mjs', '--seeds', '500']],
  ['benchmarks', 'npm', ['run', '--silent', 'bench']],
];
let failed = 0;
for (const [what, command, args] of steps) {
  console.log(`\n==> ${what}`);
  if (spawnSync(command, args, { stdio: 'inherit' }).status !== 0) {
    console.error(`check-full: ${what} failed`);
    failed += 1;
  }
}
console.log(`${steps.length - failed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
