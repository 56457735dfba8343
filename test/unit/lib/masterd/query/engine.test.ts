import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ConfigData } from '@gnt/objects';
import { queryBench, recordedCluster, values, type NodeAnswer } from '../../../../support/query.js';

const NODE1 = '72d3289b-de65-4a6d-b379-345d1112bf96';
const nobodyRuns: NodeAnswer = () => ({});

async function names(
  cfg: ConfigData,
  what: string,
  filter: unknown,
  answer: NodeAnswer = nobodyRuns,
): Promise<unknown[]> {
  return values(await queryBench({ cfg, answer }).engine.query(what, ['name'], filter)).flat();
}

describe('which nodes a query asks', () => {
  it('none, when the configuration has all that is asked', async () => {
    const { engine, nodes } = queryBench({ cfg: recordedCluster() });
    await engine.query('instance', ['name', 'pnode', 'be/vcpus'], ['==', 'os', 'dumpos+big']);
    await engine.query('node', ['name', 'pinst_cnt', 'role'], null);
    assert.deepEqual(nodes.seen, []);
  });

  it('only those of items that pass the part of the filter that can be judged without them', async () => {
    const { engine, nodes } = queryBench({ cfg: recordedCluster(), answer: nobodyRuns });
    await engine.query('instance', ['name', 'status'], ['==', 'pnode', 'node1']);
    assert.deepEqual(
      nodes.seen.map((s) => s.node),
      [NODE1],
    );
  });

  it('wherever in the filter that part stands', async () => {
    const asked = async (filter: unknown): Promise<number> => {
      const { engine, nodes } = queryBench({ cfg: recordedCluster(), answer: nobodyRuns });
      await engine.query('instance', ['name'], filter);
      return nodes.seen.length;
    };
    assert.equal(await asked(['&', ['==', 'status', 'running'], ['==', 'pnode', 'node1']]), 1);
    assert.equal(await asked(['!', ['|', ['==', 'status', 'running'], ['!=', 'pnode', 'node1']]]), 1);
    // What cannot be judged yet is no reason to leave an item out.
    assert.equal(await asked(['!', ['&', ['==', 'status', 'running'], ['==', 'pnode', 'node1']]]), 3);
    assert.equal(await asked(['|', ['==', 'status', 'running'], ['==', 'pnode', 'node1']]), 3);
  });

  it('also when only the filter needs them, and then the rows are filtered with what they said', async () => {
    const { engine, nodes } = queryBench({
      cfg: recordedCluster(),
      answer: (_call, node) =>
        node === NODE1 ? { 'inst1.peer.test': { memory: 1, vcpus: 1, state: 0, time: 0 } } : {},
    });
    const result = await engine.query('instance', ['name'], ['==', 'status', 'running']);
    assert.deepEqual(values(result), [['inst1.peer.test']]);
    assert.equal(nodes.seen.length, 3);
  });

  it('for what the fields need and no more', async () => {
    const cfg = recordedCluster();
    const asked = async (field: string): Promise<unknown> => {
      const { engine, nodes } = queryBench({ cfg, answer: () => ['boot', [], []] });
      await engine.query('node', [field], ['==', 'name', 'node1']);
      assert.deepEqual(
        nodes.seen.map((s) => s.call),
        ['node_info'],
      );
      return nodes.seen[0]?.args;
    };
    const units = [['file', '/srv/ganeti/file-storage', []]];
    assert.deepEqual(await asked('bootid'), { storage_units: [], hv_specs: [] });
    assert.deepEqual(await asked('dfree'), { storage_units: units, hv_specs: [] });
    assert.deepEqual(await asked('mfree'), { storage_units: [], hv_specs: [['fake', { migration_mode: 'live' }]] });
  });

  it('with LVM about the volume group and the spindles, with the exclusive storage of the node', async () => {
    const cfg = recordedCluster();
    cfg.cluster.volume_group_name = 'xenvg';
    cfg.cluster.enabled_disk_templates = ['drbd', 'plain', 'file'];
    cfg.cluster.ndparams.exclusive_storage = true;
    const { engine, nodes } = queryBench({ cfg, answer: () => ['boot', [], []] });
    await engine.query('node', ['sptotal'], ['==', 'name', 'node1']);
    const units = [
      ['lvm-vg', 'xenvg', [true]],
      ['file', '/srv/ganeti/file-storage', []],
      ['lvm-pv', 'xenvg', [true]],
    ];
    assert.deepEqual(nodes.seen[0]?.args, { storage_units: units, hv_specs: [] });
  });
});

describe('filters', () => {
  const cfg = recordedCluster();

  it('match host names by their beginning up to a dot, UUIDs and other texts only as a whole', async () => {
    assert.deepEqual(await names(cfg, 'node', ['==', 'name', 'node2']), ['node2.peer.test']);
    assert.deepEqual(await names(cfg, 'instance', ['&', ['==', 'pnode', 'node1.peer']]), [
      'inst1.peer.test',
      'inst5.peer.test',
    ]);
    assert.deepEqual(await names(cfg, 'instance', ['&', ['==', 'name', 'ins']]), []);
    assert.deepEqual(await names(cfg, 'group', ['&', ['==', 'uuid', 'b9db41a3']]), []);
  });

  it('combine', async () => {
    assert.deepEqual(await names(cfg, 'node', ['|', ['?', 'master'], ['==', 'name', 'node3']]), [
      'node1.peer.test',
      'node3.peer.test',
    ]);
    assert.deepEqual(await names(cfg, 'node', ['&', ['!', ['?', 'master']], ['!=', 'name', 'node3']]), [
      'node2.peer.test',
    ]);
    assert.deepEqual(await names(cfg, 'node', ['&']), ['node1.peer.test', 'node2.peer.test', 'node3.peer.test']);
    assert.deepEqual(await names(cfg, 'node', ['|']), []);
  });

  it('compare numbers', async () => {
    assert.deepEqual(await names(cfg, 'node', ['>', 'pinst_cnt', 2]), ['node3.peer.test']);
    assert.deepEqual(await names(cfg, 'node', ['<=', 'pinst_cnt', 1]), ['node2.peer.test']);
    assert.deepEqual(await names(cfg, 'node', ['>=', 'ctime', 1795179396]), ['node3.peer.test']);
    assert.deepEqual(await names(cfg, 'node', ['<', 'name', 'node2']), ['node1.peer.test']);
  });

  it('look into lists', async () => {
    assert.deepEqual(await names(cfg, 'instance', ['=[]', 'tags', 'web']), ['inst3.peer.test']);
    assert.deepEqual(await names(cfg, 'node', ['!', ['=[]', 'pinst_list', 'inst1.peer.test']]), [
      'node2.peer.test',
      'node3.peer.test',
    ]);
  });

  it('let items pass whose value could not be had', async () => {
    // network_port is unavailable for all but the KVM instance.
    assert.deepEqual((await names(cfg, 'instance', ['==', 'network_port', 11000])).length, 6);
    // ...so a negation lets none of those pass (and not the one that has the port).
    assert.deepEqual(await names(cfg, 'instance', ['!=', 'network_port', 11000]), []);
    assert.equal((await names(cfg, 'instance', ['>', 'oper_ram', 5])).length, 6);
  });

  it('say which field cannot be compared so', async () => {
    const wrong = (message: RegExp) => ({ name: 'ParameterError', message });
    await assert.rejects(
      names(cfg, 'node', ['==', 'pinst_cnt', 'x']),
      wrong(/'pinst_cnt' cannot be compared with "x"/),
    );
    await assert.rejects(names(cfg, 'node', ['?', 'name']), wrong(/'name' is neither true nor false/));
    await assert.rejects(names(cfg, 'node', ['=~', 'pinst_cnt', 'x']), wrong(/'pinst_cnt' is no text/));
    await assert.rejects(names(cfg, 'node', ['=[]', 'name', 'x']), wrong(/'name' is not a list/));
  });

  it('do not look further once it is decided', async () => {
    assert.deepEqual(await names(cfg, 'node', ['|', ['==', 'role', 'M'], ['==', 'role', 'C'], ['?', 'name']]), [
      'node1.peer.test',
      'node2.peer.test',
      'node3.peer.test',
    ]);
  });
});

describe('rows', () => {
  it('come in the order of names, numbers in them as numbers', async () => {
    const cfg = recordedCluster();
    const [first] = Object.values(cfg.instances);
    assert.ok(first);
    for (const n of [10, 9, 100])
      cfg.instances[`u${String(n)}`] = { ...first, uuid: `u${String(n)}`, name: `inst${String(n)}` };
    const all = await names(cfg, 'instance', null);
    assert.deepEqual(all.slice(-3), ['inst9', 'inst10', 'inst100']);
  });

  it('come in the order asked for when only names are asked for, short ones too', async () => {
    const filter = ['|', ['==', 'name', 'node3'], ['==', 'name', 'node1.peer.test']];
    assert.deepEqual(await names(recordedCluster(), 'node', filter), ['node3.peer.test', 'node1.peer.test']);
  });

  it('refuse a short name that means two items', async () => {
    const cfg = recordedCluster();
    const other = cfg.nodes[NODE1];
    assert.ok(other);
    cfg.nodes['twin'] = { ...other, uuid: 'twin', name: 'node1.other.test' };
    await assert.rejects(names(cfg, 'node', ['==', 'name', 'node1']), {
      name: 'OpPrereqError',
      message: 'Node name node1 has multiple matches',
    });
  });
});

describe('old queries', () => {
  it('leave out names that do not exist, and take UUIDs and short names', async () => {
    const { engine } = queryBench({ cfg: recordedCluster() });
    assert.deepEqual(await engine.plain('node', ['nosuch', 'node2', NODE1], ['name']), [
      ['node1.peer.test'],
      ['node2.peer.test'],
    ]);
    assert.deepEqual(await engine.plain('network', ['net1'], ['name', 'gateway6']), [['net1', null]]);
  });
});

describe('a node that does not answer', () => {
  it('leaves its values without data, or offline when it is marked so', async () => {
    const cfg = recordedCluster();
    const answer: NodeAnswer = (_call, node) => (node === NODE1 ? new Error('connection refused') : undefined);
    const { engine } = queryBench({ cfg, answer });
    const { data } = await engine.query('node', ['name', 'mfree'], null);
    assert.deepEqual(
      data.map(([, value]) => value),
      [
        [2, null],
        [4, null],
        [4, null],
      ],
    );
    const exports = await engine.query('export', ['node', 'export'], null);
    assert.deepEqual(
      exports.data.map(([, value]) => value),
      [
        [2, null],
        [4, null],
        [4, null],
      ],
    );
  });
});

describe('a long list', () => {
  it('does not fill parameters again for each field of an item', async () => {
    const cfg = recordedCluster();
    const [first] = Object.values(cfg.instances);
    assert.ok(first);
    let reads = 0;
    const hvparams = new Proxy({}, { ownKeys: () => ((reads += 1), []) });
    cfg.instances = { u1: { ...first, uuid: 'u1', hvparams } };
    const { engine } = queryBench({ cfg });
    const fields = engine
      .queryFields('instance', null)
      .fields.map((f) => f.name)
      .filter((name) => name.startsWith('hv/'));
    assert.ok(fields.length > 70);
    await engine.query('instance', fields, null);
    assert.equal(reads, 1);
  });
});
