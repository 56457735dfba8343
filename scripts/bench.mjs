#!/usr/bin/env node
// Measures; a bench never fails for being slow. Ratios are taken within one run, since machines differ and are noisy.
//   npm run bench [-- GROUP...]      groups: basics, services, htools, engine
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const GROUPS = ['basics', 'services', 'htools', 'engine'];
const wanted = process.argv.slice(2);
const unknown = wanted.filter((g) => !GROUPS.includes(g));
if (unknown.length > 0) {
  console.error(`bench: no group ${unknown.join(', ')}; there are ${GROUPS.join(', ')}`);
  process.exit(2);
}
for (const group of wanted.length > 0 ? wanted : GROUPS) {
  console.log(`\n${group}`);
  const { measure } = await import(`./bench/${group}.mjs`);
  for await (const { what, value } of measure()) console.log(`  ${what.padEnd(64)} ${value}`);
}
