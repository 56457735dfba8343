import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

/** How many CommonJS modules of ajv a fresh process has loaded after running `code`. */
function ajvModulesAfter(code: string): number {
  const report = `
    const { createRequire } = await import('node:module');
    const cache = Object.keys(createRequire(import.meta.url).cache);
    console.log(cache.filter((f) => f.includes('/ajv/')).length);`;
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const argv = ['--input-type=module', '-e', code + report];
  return Number(execFileSync(process.execPath, argv, { cwd, encoding: 'utf8' }));
}

describe('@gnt/opcodes', () => {
  it('does not load the schema compiler', () => {
    assert.equal(ajvModulesAfter(`const { opcodes } = await import('@gnt/opcodes'); opcodes.length;`), 0);
  });

  it('compiles schemas in @gnt/opcodes/validate only', () => {
    assert.ok(ajvModulesAfter(`await import('@gnt/opcodes/validate');`) > 0);
  });
});
