import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { programs, runProgram, systemEnvironment } from '../../../../lib/htools-cli/index.js';
import { randomCluster, type ClusterShape } from '../../../support/htools/random-cluster.js';
import { randomRequests } from '../../../support/htools/random-requests.js';

/** What the original answered (`scripts/htools-diff.mjs --record`): to a command line about a generated cluster. */
interface Recording {
  readonly name: string;
  readonly shape: ClusterShape;
  readonly args: readonly string[];
  /** For hail: which of the generated requests. */
  readonly request?: string;
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

const recordings = JSON.parse(
  readFileSync(new URL('../../../../../test/data/htools/recorded.json', import.meta.url), 'utf8'),
) as Recording[];

async function replay({ name, shape, args, request }: Recording): Promise<Pick<Recording, 'out' | 'err' | 'code'>> {
  const cluster = randomCluster(shape);
  const input = request === undefined ? cluster : randomRequests(cluster, shape.seed)[request];
  assert.ok(input !== undefined, `no request ${String(request)}`);
  const found = { out: '', err: '' };
  const code = await runProgram(programs[name]!, request === undefined ? ['-t', 'cluster', ...args] : ['request'], {
    ...systemEnvironment(),
    readText: () => input,
    out: (text) => void (found.out += text),
    err: (text) => void (found.err += text),
    writeText: (path) => assert.fail(`${path} is written though nothing was to be saved`),
  });
  return { ...found, code };
}

describe('recorded answers of the original', () => {
  for (const recording of recordings) {
    const { name, shape, args, request, out, err, code } = recording;
    it(`are those of ${name} ${request ?? args.join(' ')} on the cluster of seed ${String(shape.seed)}`, async () => {
      assert.deepEqual(await replay(recording), { out, err, code });
    });
  }
});
