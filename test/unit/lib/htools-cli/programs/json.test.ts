import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { programs, runProgram, systemEnvironment } from '../../../../../lib/htools-cli/index.js';
import { randomCluster, type ClusterShape } from '../../../../support/htools/random-cluster.js';
import { randomRequests } from '../../../../support/htools/random-requests.js';

type Json = Record<string, unknown>;
const SHAPE: ClusterShape = { seed: 5, nodes: 4, instancesPerNode: 4, templates: ['drbd'], plain: true };

async function run(
  input: string,
  name: string,
  ...args: string[]
): Promise<{ out: string; err: string; code: number }> {
  const found = { out: '', err: '' };
  const code = await runProgram(programs[name]!, args, {
    ...systemEnvironment(),
    readText: () => input,
    writeText: () => undefined,
    out: (text) => void (found.out += text),
    err: (text) => void (found.err += text),
  });
  return { ...found, code };
}
const onCluster = (name: string, ...args: string[]): ReturnType<typeof run> =>
  run(randomCluster(SHAPE), name, '-t', 'x', ...args);
async function document(name: string, ...args: string[]): Promise<Json> {
  const { out, code } = await onCluster(name, '--json', ...args);
  assert.equal(code, 0);
  return JSON.parse(out) as Json;
}
/** KEY=value lines of a program's machine-readable output. */
const keysOf = (out: string, prefix: string): Map<string, string> =>
  new Map(
    out.split('\n').flatMap((line) => {
      const [, key, value] = new RegExp(`^${prefix}_([A-Z0-9_]+)='?(.*?)'?$`).exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [[key, value] as const];
    }),
  );

describe('--json', () => {
  it('has the moves and scores of hbal', async () => {
    const { out } = await onCluster('hbal');
    const found = await document('hbal');
    const lines = out.split('\n').filter((line) => / a=/.test(line));
    const moves = found['moves'] as { move: string; score: number }[];
    assert.ok(moves.length > 0);
    assert.deepEqual(
      moves.map(({ move, score }) => [move, score.toFixed(8)]),
      lines.map((line) => [/ a=(.*)$/.exec(line)?.[1], /(\d+\.\d{8}) a=/.exec(line)?.[1]]),
    );
    const { score } = found['initial'] as { score: number };
    assert.ok(out.includes(`Initial score: ${score.toFixed(8)}\n`));
    assert.equal((found['jobsets'] as unknown[][]).flat().length, moves.length);
    assert.ok(!('stopped' in found));
  });

  it('has the figures of hinfo, and lists when they are asked for', async () => {
    const { out } = await onCluster('hinfo');
    const found = await document('hinfo', '-pname,pcnt', '--print-instances');
    const { score, components } = found['cluster'] as { score: number; components: Json[] };
    assert.ok(out.endsWith(`Cluster score: ${score.toFixed(8)}\n`));
    assert.equal(components.length, 20);
    const [{ nodes }] = found['node_lists'] as [{ nodes: Json[] }];
    assert.equal(nodes.length, 4);
    assert.equal(
      nodes.reduce((sum, node) => sum + Number(node['pcnt']), 0),
      found['instances'],
    );
    const [{ instances }] = found['instance_lists'] as [{ instances: Json[] }];
    assert.equal(instances.length, found['instances']);
    assert.equal((found['groups'] as Json[]).length, 1);
  });

  it('has the keys of the machine-readable output of hspace', async () => {
    const keys = keysOf((await onCluster('hspace', '-l', '9', '--machine-readable')).out, 'HTS');
    const found = await document('hspace', '-l', '9');
    assert.ok(keys.size > 60);
    for (const [key, value] of keys) {
      if (key === 'TSPEC') continue;
      const ours = found[key];
      assert.equal(
        typeof ours === 'number' ? ours : String(ours),
        typeof ours === 'number' ? Number(value) : value,
        key,
      );
    }
    const specs = found['TSPEC'] as Record<'mem' | 'disk' | 'cpu' | 'spindles' | 'count', number>[];
    assert.equal(
      specs
        .map(({ mem, disk, cpu, spindles, count }) => `${[mem, disk, cpu, spindles].join(',')}=${String(count)}`)
        .join(' '),
      keys.get('TSPEC'),
    );
  });

  it('has the counts of hcheck by group, and its exit code', async () => {
    const keys = keysOf((await onCluster('hcheck', '--machine-readable')).out, 'HCHECK');
    const { out, code } = await onCluster('hcheck', '--json');
    const found = JSON.parse(out) as { needs_rebalance: boolean; phases: { groups: Json[]; cluster: Json }[] };
    assert.equal(found.needs_rebalance, keys.get('INIT_CLUSTER_NEED_REBALANCE') === '1');
    assert.equal(code, found.needs_rebalance ? 1 : 0);
    const [{ groups, cluster }] = found.phases as [(typeof found.phases)[0]];
    assert.equal(String(cluster['n1_fail']), keys.get('INIT_CLUSTER_N1_FAIL'));
    assert.equal(
      String(groups[0]?.['gn1_fail']),
      keys.get('INIT_GROUP_0_GN1_FAIL') ?? keys.get('INIT_GROUP_1_GN1_FAIL'),
    );
  });

  it('has the groups of hroller and their moves', async () => {
    const { out } = await onCluster('hroller', '--force', '--no-headers');
    const found = await document('hroller', '--force', '--print-moves');
    assert.deepEqual(
      (found['groups'] as { nodes: string[] }[]).map(({ nodes }) => nodes.join(',')),
      out.trimEnd().split('\n'),
    );
  });

  it('has what hsqueeze would do', async () => {
    const { out } = await onCluster('hsqueeze', '--no-headers');
    const found = await document('hsqueeze');
    const nodes = out.split('\n').filter((line) => line !== '' && line !== "'No action'");
    assert.deepEqual(found['nodes'] ?? [], nodes);
    assert.ok(['offline', 'online', 'none'].includes(String(found['action'])));
  });

  it('prints nothing but an error when the cluster cannot be read', async () => {
    const { out, err, code } = await run('nonsense', 'hinfo', '-t', 'x', '--json');
    assert.deepEqual([out, code], ['', 1]);
    assert.match(err, /^Error: /);
  });
});

/** Sizes of which a few fill the cluster. */
const FULL = ['--tiered-alloc', '100g,4g,2', '--standard-alloc', '100g,4g,2'];

describe('--explain', () => {
  it('adds lines to what hbal tells and changes no step', async () => {
    const plain = (await onCluster('hbal')).out.split('\n');
    const explained = (await onCluster('hbal', '--explain')).out.split('\n');
    const added = explained.filter((line) => !plain.includes(line));
    assert.deepEqual(
      explained.filter((line) => plain.includes(line)),
      plain,
    );
    assert.ok(added.some((line) => /^ +next: inst\S+ to \S+: score /.test(line)));
    assert.ok(added.some((line) => line === 'Stopped: no move lowers the score' || line.startsWith('Stopped: ')));
  });

  for (const [args, reason] of [
    [['-l', '1'], /the limit of 1 steps is reached/],
    [['-e', '1000'], undefined],
    [['--min-gain', '100', '--min-gain-limit', '1000'], /gains less than 100/],
    [['--no-disk-moves', '--no-instance-moves'], /no move is possible/],
  ] as const) {
    it(`says why hbal ${args.join(' ')} stops`, async () => {
      const { out } = await onCluster('hbal', '--explain', ...args);
      if (reason) assert.match(out, reason);
      else assert.match(out, /already well balanced/);
    });
  }

  it('tells for each node why hspace places no more there', async () => {
    const found = await document('hspace', '--explain', ...FULL);
    for (const kind of ['tiered', 'standard']) {
      const { nodes } = found[`${kind}_explained`] as { nodes: { node: string; why: string }[] };
      assert.equal(nodes.length, 4);
      for (const { why } of nodes) assert.match(why, /^(Fail|offline)/);
    }
    const { out } = await onCluster('hspace', '--explain', ...FULL);
    assert.match(out, /Why not one more \(standard\):\n {2}- node/);
  });

  it("tells hail's choice on the error output and leaves the answer as it is", async () => {
    const requests = randomRequests(randomCluster(SHAPE), SHAPE.seed);
    for (const [kind, request] of Object.entries(requests)) {
      const plain = await run(request, 'hail', 'x');
      const explained = await run(request, 'hail', '--explain', 'x');
      assert.equal(explained.out, plain.out, kind);
      assert.ok(explained.err.length > plain.err.length, kind);
    }
  });

  it("has hail's answer on top of the possible places", async () => {
    const request = randomRequests(randomCluster(SHAPE), SHAPE.seed)['drbd'];
    assert.ok(request !== undefined);
    const { out, err } = await run(request, 'hail', '--explain', 'x');
    const { result } = JSON.parse(out) as { result: string[] };
    const [first] = err.split('\n').filter((line) => / score /.test(line));
    assert.ok(first?.trim().startsWith(`${result.join(':')}: score `), first);
  });
});
