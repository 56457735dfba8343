import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { tools } from '../../../../lib/cli/registry.js';

const CLI = fileURLToPath(new URL('../../../../lib/cli/', import.meta.url));

/** The packages that loading a compiled file brings in, directly or through other files of ours. */
function packagesOf(file: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>();
  if (seen.has(file)) return packages;
  seen.add(file);
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(
    /^(?:import|export)\s(?:[^;'"]*?\sfrom\s)?['"]([^'"]+)['"];$/gm,
  )) {
    if (name.startsWith('.')) for (const inner of packagesOf(join(dirname(file), name), seen)) packages.add(inner);
    else if (!name.startsWith('node:')) packages.add(name);
  }
  return packages;
}

describe('what the command line loads', () => {
  it('shows the lists of commands without any package', () => {
    assert.deepEqual([...packagesOf(join(CLI, 'main.js'))], []);
    for (const { name } of tools) assert.deepEqual([...packagesOf(join(CLI, name, 'index.js'))], []);
  });

  it('runs commands with commander and the client, nothing heavier', () => {
    const allowed = ['@gnt/constants', '@gnt/luxi-client', '@gnt/protocol', 'commander'];
    const loaded = new Set([
      ...packagesOf(join(CLI, 'framework/run.js')),
      ...packagesOf(join(CLI, 'framework/system.js')),
      ...packagesOf(join(CLI, 'gnt-instance/list.js')),
    ]);
    assert.deepEqual([...loaded].sort(), allowed);
  });
});
