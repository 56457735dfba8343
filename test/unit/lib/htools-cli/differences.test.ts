import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { programs, runProgram, systemEnvironment } from '../../../../lib/htools-cli/index.js';
import type { Environment } from '../../../../lib/htools-cli/framework/environment.js';
import { randomCluster } from '../../../support/htools/random-cluster.js';
import { rapiFiles } from '../../../support/htools/random-rapi.js';
import { randomRequests } from '../../../support/htools/random-requests.js';

// What 3.1.1 does otherwise than Debian's 3.0.2, with which scripts/htools-diff.mjs compares: a case for each name there.

async function run(
  name: string,
  args: readonly string[],
  files: Readonly<Record<string, string>>,
  n1Rule: Environment['n1Rule'] = 'unallocated',
): Promise<{ out: string; code: number; written: Record<string, string> }> {
  let out = '';
  const written: Record<string, string> = {};
  const code = await runProgram(programs[name]!, args, {
    ...systemEnvironment(),
    n1Rule,
    readText: (path) => files[path] ?? assert.fail(`${path} is read`),
    out: (text) => void (out += text),
    err: () => undefined,
    writeText: (path, text) => void (written[path] = text),
  });
  return { out, code, written };
}

const POLICY = '128,1,1024,1,1,1|128,1,1024,1,1,1;32768,8,1048576,16,8,12|drbd|4.0|32.0';

/** Two nodes; node2 reports less free memory than record leaves it, and is secondary of one instance. */
const ODD = [
  'group|uuid|preferred||',
  '',
  'node1|8192|1024|5120|102400|90000|8|N|uuid|4||N|0|1|1.0',
  'node2|8192|1024|512|102400|90000|8|N|uuid|4||N|0|1|1.0',
  '',
  'inst1|2048|1024|1|running|Y|node1|node2|drbd||1|-|N',
  '',
  '',
  `|${POLICY}`,
  `group|${POLICY}`,
]
  .map((line) => `${line}\n`)
  .join('');

/** The same the other way round: node2 reports memory free that its own reservation takes. */
const OVERCOMMITTED = ODD.replace('node2|8192|1024|512|', 'node2|8192|6144|7000|');

describe('differences from 3.0.2', () => {
  it('judges N+1 by memory that is not allocated (3c45a5c27)', async () => {
    const violations = async (text: string, rule: Environment['n1Rule']): Promise<string> => {
      const { out } = await run(
        'hcheck',
        ['-t', 'cluster', '--machine-readable', '--no-simulation'],
        { cluster: text },
        rule,
      );
      return /^HCHECK_INIT_CLUSTER_N1_FAIL=(\d+)$/m.exec(out)?.[1] ?? assert.fail(out);
    };
    assert.equal(await violations(OVERCOMMITTED, 'unallocated'), '1');
    assert.equal(await violations(OVERCOMMITTED, 'reported'), '0');
    assert.equal(await violations(ODD, 'reported'), '1');
  });

  it('writes corrected memory figures with hscan (837354e98)', async () => {
    const text = randomCluster({ seed: 2, nodes: 4, instancesPerNode: 4, plain: true });
    const reserved = async (hypervisor: string): Promise<string[]> => {
      const files = Object.fromEntries(
        Object.entries(rapiFiles(text, hypervisor)).map(([name, body]) => [`dir/${name}`, body]),
      );
      const { written, code } = await run('hscan', ['-d', 'out', 'file://dir'], files);
      assert.equal(code, 0);
      const [file = ''] = Object.values(written);
      return file
        .split('\n')
        .filter((line) => line.split('|').length === 15)
        .map((line) => line.split('|')[2] ?? '');
    };
    assert.deepEqual(
      await reserved('kvm'),
      Array.from({ length: 4 }, () => '4096'),
    );
    assert.deepEqual(
      await reserved('xen-pvm'),
      Array.from({ length: 4 }, () => '1024'),
    );
  });

  it('names the target of an instance on shared storage in opcodes, and none for DRBD', async () => {
    const targets = async (template: 'ext' | 'drbd'): Promise<void> => {
      const text = randomCluster({ seed: 3, nodes: 4, instancesPerNode: 2, plain: true, templates: [template] });
      const request = randomRequests(text, 3)['primaries'] ?? assert.fail('no such request');
      const { out } = await run('hail', ['request'], { request });
      const { success, result } = JSON.parse(out) as {
        success: boolean;
        result: [moved: [string, string, string[]][], failed: unknown[], jobs: Record<string, unknown>[][]];
      };
      assert.ok(success);
      const [moved, , jobs] = result;
      assert.ok(moved.length > 0);
      const named = jobs.map((job) => job.map((op) => [op['OP_ID'], op['target_node']]));
      const wanted = moved.map(([, , nodes]) => [['OP_INSTANCE_MIGRATE', template === 'ext' ? nodes[0] : undefined]]);
      assert.deepEqual(named, wanted);
    };
    await targets('ext');
    await targets('drbd');
  });
});
