#!/usr/bin/env node
// Simulates the whole engine from a seed: master, nodes, network, disks, clients (docs/architecture/simulation.md).
//   npm run simulate -- --seed S [--steps N]      one run; a failure is made as short as possible and printed
//   npm run simulate -- --seeds A..B [--steps N]  many runs;  --minutes M  as many as fit
//   --defect NAME  with a defect planted;  --verbose  every event and the master's log;  --jobs N  processes
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const entry = 'dist/test/simulation/main.js';
if (!existsSync(entry)) spawnSync(process.execPath, ['scripts/build.mjs', '--quiet', '--no-bundle'], { stdio: 'inherit' });
const { main } = await import(pathToFileURL(entry).href);
process.exitCode = await main(process.argv.slice(2));
