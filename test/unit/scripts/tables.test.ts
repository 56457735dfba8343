import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { opcodes } from '@gnt/opcodes';
import { LUXI_METHODS } from '@gnt/protocol';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

function script(name: string, ...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [`scripts/${name}.mjs`, ...args], { cwd: root, encoding: 'utf8' });
}

describe('scripts/describe.mjs', () => {
  it('prints the tables asked for out of the definitions', () => {
    const { status, stdout } = script('describe', 'opcodes', 'luxi');
    assert.equal(status, 0);
    const tables = JSON.parse(stdout) as Record<string, Record<string, unknown>>;
    assert.deepEqual(Object.keys(tables), ['opcodes', 'luxi']);
    assert.deepEqual(
      Object.keys(tables['opcodes'] ?? {}),
      opcodes.map((d) => d.id),
    );
    assert.deepEqual(Object.keys(tables['luxi'] ?? {}), Object.keys(LUXI_METHODS));
    const rename = tables['opcodes']?.['OP_NETWORK_RENAME'] as { summary_field: null; params: Record<string, unknown> };
    assert.equal(rename.summary_field, null);
    assert.deepEqual(rename.params['new_name'], { required: true, default: null, accepts: ['string'], enum: null });
    assert.deepEqual(rename.params['priority'], {
      required: false,
      default: 0,
      accepts: ['integer'],
      enum: [-10, 0, 10],
    });
  });

  it('refuses a table that it does not know, and names those it does', () => {
    const { status, stderr } = script('describe', 'nosuch');
    assert.equal(status, 2);
    assert.match(stderr, /no table nosuch; there are opcodes, /);
  });
});

describe('scripts/trace.mjs', () => {
  it('prints the stops of an opcode, files that exist only', () => {
    const { status, stdout } = script('trace', 'OP_TEST_DELAY');
    assert.equal(status, 0);
    assert.match(stdout, /^OP_TEST_DELAY: Wait/);
    assert.match(stdout, / 1 what it is\n +packages\/opcodes\/src\/test\/delay\.ts\n/);
    assert.match(stdout, /test\/unit\/scripts\/tables\.test\.ts/);
  });

  it('suggests opcodes for part of a name', () => {
    const { status, stderr } = script('trace', 'grow');
    assert.equal(status, 2);
    assert.match(stderr, /no opcode grow; did you mean OP_INSTANCE_GROW_DISK\?/);
  });
});

describe('scripts/gen.mjs', () => {
  it('refuses arguments that it does not know', () => {
    const { status, stderr } = script('gen', '--chek');
    assert.equal(status, 2);
    assert.match(stderr, /unknown argument --chek/);
  });
});
