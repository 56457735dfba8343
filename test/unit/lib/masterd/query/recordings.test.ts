import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OpPrereqError } from '@gnt/protocol';
import { queryBench, recordedCluster, testData } from '../../../../support/query.js';

/** One call of the original, its answer without the words that describe fields. */
interface Recording {
  readonly name: string;
  readonly method: string;
  readonly args: readonly unknown[];
  readonly result: unknown;
}

const cfg = recordedCluster();
const FREE: Readonly<Record<string, number>> = {
  'node1.peer.test': 22966,
  'node2.peer.test': 23094,
  'node3.peer.test': 22838,
};

/** The nodes as they were when it was recorded. */
function answer(call: string, node: string): unknown {
  const name = cfg.nodes[node]?.name ?? '';
  if (call === 'node_info') {
    const memory = { memory_total: 24105, memory_free: FREE[name], memory_dom0: 883 };
    const cpus = { cpu_total: 2, cpu_dom0: 2, cpu_nodes: 1, cpu_sockets: 1 };
    const disk = { type: 'file', name: '/srv/ganeti/file-storage', storage_size: 258019, storage_free: 74714 };
    return ['689abb67-38bd-445d-b41b-b8d6c037a2dd', [disk], [{ ...memory, ...cpus }]];
  }
  if (call === 'export_list')
    return name === 'node3.peer.test' ? ['inst4.peer.test.new'] : new Error('No exports directory');
  const here = Object.values(cfg.instances).filter((i) => i.primary_node === node && i.admin_state === 'up');
  return Object.fromEntries(
    here.map((i) => [i.name, { memory: i.beparams.maxmem ?? 128, vcpus: i.beparams.vcpus ?? 1, state: 0, time: 0 }]),
  );
}

const OLD: Readonly<Record<string, string>> = { QueryInstances: 'instance', QueryNodes: 'node', QueryGroups: 'group' };

async function ask({ method, args }: Recording): Promise<unknown> {
  const { engine } = queryBench({ cfg, answer });
  const [what, fields, filter] = args as [string, string[], unknown];
  if (method === 'QueryFields') return engine.queryFields(what, fields).fields.map((f) => [f.name, f.title, f.kind]);
  if (method === 'QueryExports') return engine.plain('export', args[0] as string[], ['node', 'export']);
  const old = OLD[method];
  if (old !== undefined) return engine.plain(old, args[0] as string[], fields);
  const result = await engine.query(what, fields, filter);
  return { fields: result.fields.map((f) => [f.name, f.title, f.kind]), data: result.data };
}

describe('queries of the recorded cluster', () => {
  for (const recording of testData('query/recordings.json') as Recording[]) {
    it(`answer ${recording.name} as the original did`, async () => {
      const text = JSON.stringify(await ask(recording));
      assert.deepEqual(JSON.parse(text), recording.result);
      // The order of keys too.
      assert.equal(text, JSON.stringify(recording.result));
    });
  }

  it('refuse what the original refused', async () => {
    const { engine } = queryBench({ cfg, answer });
    const error = (name: string, message: RegExp) => ({ name, message });
    await assert.rejects(
      engine.query('node', ['name'], ['=', 'nosuch', 'x']),
      error('ParameterError', /Can't find field named 'nosuch'/),
    );
    await assert.rejects(
      engine.plain('node', [], ['name', 'nosuch']),
      error('OpPrereqError', /Unknown output fields selected: nosuch$/),
    );
    await assert.rejects(engine.query('os', ['name'], null), error('GenericError', /'os' is not supported/));
    await assert.rejects(engine.query('nosuch', ['name'], null), error('ParseError', /no resource "nosuch"/));
    assert.throws(() => engine.queryFields('cluster', null), error('GenericError', /'cluster' is not supported/));
    assert.throws(() => engine.queryFields('extstorage', null), error('ParseError', /no resource "extstorage"/));
    await assert.rejects(
      engine.query('instance', ['name'], ['|', ['==', 'name', 'nosuch']]),
      (e: unknown) =>
        e instanceof OpPrereqError && e.ecode === 'unknown_entity' && e.message === 'Instance name nosuch not found',
    );
  });
});
