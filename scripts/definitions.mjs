// Loads the compiled definitions that the programs run on, for scripts that derive something from them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** A compiled module, or undefined when that part does not exist (yet). One that exists and cannot be loaded is an error. */
export async function loadIfThere(path) {
  const file = join(root, path);
  return existsSync(file) ? import(pathToFileURL(file).href) : undefined;
}

const MODULES = {
  constants: 'packages/constants/dist/src/index.js',
  objects: 'packages/objects/dist/src/index.js',
  opcodes: 'packages/opcodes/dist/src/index.js',
  protocol: 'packages/protocol/dist/src/index.js',
  query: 'dist/lib/masterd/query/registry.js',
  units: 'dist/lib/masterd/cmdlib/registry.js',
  handlers: 'dist/lib/noded/handlers/index.js',
  cli: 'dist/lib/cli/registry.js',
  programs: 'dist/lib/programs/registry.js',
  htools: 'dist/lib/htools-cli/registry.js',
};

/** The named modules; one that does not exist yet is undefined. */
export async function loadDefinitions(...names) {
  if (!existsSync(join(root, MODULES.opcodes))) throw new Error('nothing is built yet: run npm run build');
  const loaded = await Promise.all(names.map(async (name) => [name, await loadIfThere(MODULES[name])]));
  return Object.fromEntries(loaded);
}

/** What a module exports under a name; a missing name is an error. */
export function exported(modules, module, name) {
  if (!(name in modules[module])) throw new Error(`${MODULES[module]} does not export ${name}`);
  return modules[module][name];
}
