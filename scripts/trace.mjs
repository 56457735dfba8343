#!/usr/bin/env node
// Prints the stops of an opcode through the layers: the files that exist, in the order in which it passes them.
//   npm run trace OP_INSTANCE_STARTUP
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { loadDefinitions, root } from './definitions.mjs';

process.chdir(root);
const id = process.argv[2];
const { opcodes: table, protocol } = await loadDefinitions('opcodes', 'protocol');
if (!id || !table.isOpId(id)) {
  const near = table.opcodes.map((d) => d.id).filter((known) => id && known.includes(id.toUpperCase()));
  console.error(
    id
      ? `trace: no opcode ${id}${near.length > 0 ? `; did you mean ${near.join(', ')}?` : ''}`
      : 'usage: npm run trace OP_INSTANCE_STARTUP',
  );
  process.exit(2);
}

const texts = new Map();
function text(file) {
  if (!texts.has(file)) texts.set(file, readFileSync(file, 'utf8'));
  return texts.get(file);
}
function sources(dir) {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true }).flatMap((e) => {
    const path = join(dir, e.name);
    if (e.isDirectory()) return e.name === 'dist' || e.name === 'node_modules' ? [] : sources(path);
    return e.name.endsWith('.ts') ? [path] : [];
  });
}
const mentions = (dir, word) => sources(dir).filter((f) => new RegExp(`['"\`]${word}['"\`]`).test(text(f)));
const existing = (...files) => files.filter((f) => existsSync(f));

/** A source file with those it imports, directly or not, below the given folders. */
function withImports(file, folders, seen = new Set()) {
  if (!existsSync(file) || seen.has(file)) return seen;
  seen.add(file);
  for (const [, target] of text(file).matchAll(/^(?:import|export) (?!type)[^;]*? from '(\.[^']+)\.js'/gm)) {
    const imported = `${normalize(join(dirname(file), target))}.ts`;
    if (folders.some((folder) => imported.startsWith(folder))) withImports(imported, folders, seen);
  }
  return seen;
}

const row = mentions('packages/opcodes/src', id).find((f) => text(f).includes(`id: '${id}'`));
const slice = row.slice('packages/opcodes/src/'.length);
const declares = new RegExp(`class LU\\w+ extends \\w+<\\s*'${id}'`);
const unit = sources('lib/masterd/cmdlib').find((f) => declares.test(text(f))) ?? `lib/masterd/cmdlib/${slice}`;
const unitFiles = [...withImports(unit, ['lib/masterd/cmdlib/', 'lib/masterd/planning/'])];
const calls = Object.keys(protocol.RPC_CALLS).filter((call) => unitFiles.some((f) => text(f).includes(`'${call}'`)));
const keyed = (call) => new RegExp(`(^|[\\s{,'])${call}'?[:,(]`, 'm');
const rowsOf = (dir) => sources(dir).filter((f) => calls.some((call) => keyed(call).test(text(f))));
const handlers = rowsOf('lib/noded/handlers');
/** The code of a call's row in a table of handlers: up to the next row. */
function rowText(file, call) {
  const [, after = ''] = text(file).split(new RegExp(`^ {2}${call}[:(]`, 'm'));
  return after.split(/^(?: {2}\w+[:(]|\})/m)[0];
}
/** Imported files of which a piece of code uses something. */
function usedImports(file, code) {
  return [...text(file).matchAll(/^import (?!type)\{([^}]*)\} from '(\.[^']+)\.js'/gm)].flatMap(([, names, target]) => {
    const used = names.split(',').some((name) => new RegExp(`\\b${name.trim()}\\b`).test(code));
    return used ? [`${normalize(join(dirname(file), target))}.ts`] : [];
  });
}
const backends = handlers
  .flatMap((f) => calls.flatMap((call) => usedImports(f, rowText(f, call))))
  .filter((f) => f.startsWith('lib/noded/backend/'));
const handlerRows = handlers.map((f) => calls.map((call) => rowText(f, call)).join('')).join('');
/** Drivers by folder: what the node's code calls their registry. */
const DRIVER_WORDS = { hypervisor: 'hypervisors', storage: 'storages', os: 'os' };
const drivers = Object.keys(DRIVER_WORDS).filter((kind) =>
  new RegExp(`ctx\\.${DRIVER_WORDS[kind]}\\b`).test(handlerRows + [...new Set(backends)].map(text).join('')),
);

const STOPS = [
  ['what it is', [row]],
  ['command line', mentions('lib/cli', id)],
  ['over the Unix socket', existing('packages/luxi-client/src/client.ts', 'lib/masterd/luxi/methods/submit-job.ts')],
  ['queue', existing('lib/masterd/jqueue/store.ts', 'lib/masterd/jqueue/scheduler.ts', 'lib/masterd/jqueue/runner.ts')],
  ['phases and hooks', existing('lib/masterd/mcpu/processor.ts')],
  ['logical unit', existing(unit)],
  ['what it decides and checks with', unitFiles.filter((f) => f !== unit)],
  [
    'locks and configuration',
    existing('lib/masterd/locking/manager.ts', 'lib/config/interface.ts', 'lib/config/store.ts'),
  ],
  [
    'node calls',
    calls.length > 0
      ? rowsOf('packages/protocol/src/rpc').map(
          (f) => `${f}  (${calls.filter((c) => keyed(c).test(text(f))).join(', ')})`,
        )
      : [],
  ],
  ['transport', calls.length > 0 ? existing('lib/rpc/runner.ts', 'lib/rpc/server.ts') : []],
  ['on the node', [...handlers, ...backends]],
  ['drivers', drivers.flatMap((kind) => existing(`lib/noded/${kind}/interface.ts`, `lib/noded/${kind}/registry.ts`))],
  ['commands run', calls.length > 0 ? existing('lib/common/exec.ts') : []],
  [
    'tests',
    [
      ...mentions('packages/opcodes/test', id),
      ...mentions('test', id),
      ...existing(`test/unit/lib/masterd/cmdlib/${slice.replace(/\.ts$/, '.test.ts')}`),
    ],
  ],
];

console.log(`${id}: ${table.definitionOf(id).doc}`);
for (const [index, [what, files]] of STOPS.entries()) {
  const shown = [...new Set(files)];
  console.log(`${String(index + 1).padStart(2)} ${what}`);
  for (const file of shown.length > 0 ? shown : ['-']) console.log(`     ${file}`);
}
