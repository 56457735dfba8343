#!/usr/bin/env node
// Simulates the engine from a seed: master, nodes, network, disks, clients (docs/architecture/simulation.md).
//   npm run simulate -- --seed S [--steps N]       one run; a failure is made as short as possible and printed
//   npm run simulate -- --seeds A..B               many runs;  --minutes M: as many as fit;  --jobs P: in P processes
//   npm run simulate -- --seed S --trace           what happens;  --verbose: every event and the master's log
//   npm run simulate -- ... --without KIND,KIND    leaves kinds of steps out (failoverMaster...)
//   npm run simulate -- --defect NAME --seeds A..B with a defect planted;  --defects: each of them until it is found
import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findDefects, plantDefect } from './simulation-defects.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const argv = process.argv.slice(2);
const entry = 'dist/test/simulation/main.js';
if (!existsSync(entry)) {
  const built = spawnSync(process.execPath, ['scripts/build.mjs', '--quiet', '--no-bundle'], { stdio: 'inherit' });
  if (built.status !== 0) process.exit(1);
}
const defect = argv.indexOf('--defect');
if (defect >= 0) plantDefect(argv[defect + 1]);
if (argv.includes('--defects')) {
  process.exitCode = await findDefects(argv);
} else {
  const { main } = await import(pathToFileURL(entry).href);
  process.exitCode = await main(argv);
}
