#!/usr/bin/env node
// Writes docs/reference out of the definitions that the programs run on.
//   node scripts/gen.mjs            write what has changed
//   node scripts/gen.mjs --check    fail when a page is not what would be written
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDefinitions, root } from './definitions.mjs';

const PAGES = ['opcodes', 'luxi', 'rpc', 'hvparams', 'query-fields', 'errors', 'htools'];
const TARGET = 'docs/reference';
const check = process.argv.includes('--check');
const unknown = process.argv.slice(2).filter((a) => a !== '--check');
if (unknown.length > 0) {
  console.error(`gen: unknown argument ${unknown.join(' ')}; the only one is --check`);
  process.exit(2);
}

process.chdir(root);
const pages = new Map();
for (const name of PAGES) {
  const { needs, page } = await import(`./reference/${name}.mjs`);
  const modules = await loadDefinitions(...needs);
  // A part that does not exist yet has no page.
  if (needs.every((n) => modules[n])) pages.set(`${name}.md`, page(modules));
}

const present = existsSync(TARGET) ? readdirSync(TARGET).filter((f) => f.endsWith('.md')) : [];
const stale = [...pages].filter(
  ([file, text]) => !present.includes(file) || readFileSync(join(TARGET, file), 'utf8') !== text,
);
const surplus = present.filter((file) => !pages.has(file));
const wrong = [...stale.map(([file]) => file), ...surplus].sort();

if (check) {
  if (wrong.length > 0)
    console.error(
      `gen: not up to date: ${wrong.map((f) => `${TARGET}/${f}`).join(', ')}; run npm run gen and commit the result`,
    );
  else console.log(`gen: ${pages.size} pages up to date`);
  process.exit(wrong.length > 0 ? 1 : 0);
}
mkdirSync(TARGET, { recursive: true });
for (const [file, text] of stale) writeFileSync(join(TARGET, file), text);
for (const file of surplus) rmSync(join(TARGET, file));
console.log(`gen: ${wrong.length} of ${pages.size} pages changed`);
