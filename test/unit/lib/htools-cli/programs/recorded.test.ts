import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { systemEnvironment } from '../../../../../lib/htools-cli/framework/environment.js';
import { runProgram } from '../../../../../lib/htools-cli/framework/program.js';
import { programs } from '../../../../../lib/htools-cli/registry.js';

// Outputs of Debian's ganeti-htools 3.0.2 on clusters of our own, in test/data/htools.
const DATA = fileURLToPath(new URL('../../../../../../test/data/htools', import.meta.url));

interface Recorded {
  readonly program: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly code: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

async function run({ program, file, args }: Recorded): Promise<{ code: number; out: string[]; err: string[] }> {
  let out = '';
  let err = '';
  const code = await runProgram(programs[program]!, ['-t', join(DATA, file), ...args], {
    ...systemEnvironment(),
    n1Rule: 'reported',
    out: (text) => void (out += text),
    err: (text) => void (err += text),
  });
  return { code, out: out.split('\n'), err: err.split('\n') };
}

describe('programs on clusters in files', () => {
  const recorded = JSON.parse(readFileSync(join(DATA, 'recorded-files.json'), 'utf8')) as Recorded[];
  for (const wanted of recorded)
    it(`prints what the original's ${wanted.program} ${wanted.args.join(' ')} prints for ${wanted.file}`, async () => {
      const { code, out, err } = wanted;
      assert.deepEqual(await run(wanted), { code, out, err });
    });
});
