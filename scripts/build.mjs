#!/usr/bin/env node
// Builds everything: type check and compile with the native TypeScript compiler, then one ESM bundle a program.
//   node scripts/build.mjs [--clean] [--no-bundle] [--quiet]
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
const args = process.argv.slice(2);

if (args.includes('--clean')) {
  rmSync('dist', { recursive: true, force: true });
  for (const p of readdirSync('packages')) rmSync(join('packages', p, 'dist'), { recursive: true, force: true });
  process.exit(0);
}

const tsc = spawnSync(process.execPath, ['node_modules/tsc7/bin/tsc', '-b'], { stdio: 'inherit' });
if (tsc.status !== 0) process.exit(tsc.status ?? 1);

if (!args.includes('--no-bundle')) {
  const { bundle } = await import('./bundle.mjs');
  const started = performance.now();
  const count = await bundle();
  if (!args.includes('--quiet'))
    console.log(`build: ${count} programs bundled in ${Math.round(performance.now() - started)} ms`);
}
