import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { QueuedJob } from '../../../../../lib/masterd/jqueue/job.js';
import {
  diagnoseExtStorage,
  diagnoseOs,
  queryCluster,
  queryOs,
  queryResources,
} from '../../../../../lib/masterd/query/index.js';
import { queryBench, recordedCluster, values, type NodeAnswer } from '../../../../support/query.js';

const [NODE1, NODE2, NODE3] = [
  '72d3289b-de65-4a6d-b379-345d1112bf96',
  '80596381-1d72-497f-add3-bc294d39e8bb',
  'b67885ce-1539-4862-b236-0add07418eed',
] as const;

describe('fields', () => {
  it('have a name of their own, a title and words that explain them', () => {
    for (const resource of queryResources) {
      assert.ok(resource.fields.size > 0);
      for (const [name, field] of resource.fields) {
        // What the filter language can say.
        assert.match(name, /^[A-Za-z][A-Za-z0-9_/.]*$/);
        assert.match(field.title, /^\S+$/, `${resource.name}.${name}`);
        assert.ok(field.doc.length > 8, `${resource.name}.${name}`);
      }
    }
  });
});

function job(id: number, ops: readonly Partial<QueuedJob['ops'][number]>[]): QueuedJob {
  const blank = {
    status: 'queued',
    result: null,
    log: [],
    priority: 0,
    start_timestamp: null,
    exec_timestamp: null,
    end_timestamp: null,
  } as const;
  return {
    id,
    ops: ops.map((op) => ({ ...blank, log: [], input: { OP_ID: 'OP_TEST_DELAY', duration: 1 }, ...op })),
    received_timestamp: [100 + id, 5],
    start_timestamp: null,
    end_timestamp: null,
  };
}

describe('jobs', () => {
  const world = {
    cfg: recordedCluster(),
    jobs: [
      job(12, [{ status: 'success' }, { status: 'running', priority: -5 }, { input: { OP_ID: 'OP_FROM_THE_FUTURE' } }]),
      job(3, [{ status: 'error' }]),
    ],
    archived: [job(1, [{ status: 'success', input: { OP_ID: 'OP_INSTANCE_STARTUP', instance_name: 'web1' } }])],
  };
  const { engine } = queryBench(world);

  it('are listed by number, those in the archive only when it is asked for', async () => {
    assert.deepEqual(values(await engine.query('job', ['id', 'status'], null)), [
      [3, 'error'],
      [12, 'running'],
    ]);
    assert.deepEqual(values(await engine.query('job', ['id', 'archived'], null)), [
      [1, true],
      [3, false],
      [12, false],
    ]);
  });

  it('are found by number wherever they are, and unavailable when they are nowhere', async () => {
    const { data } = await engine.query('job', ['id', 'status', 'summary'], ['|', ['==', 'id', 99], ['==', 'id', 1]]);
    assert.deepEqual(data, [
      [
        [0, 99],
        [3, null],
        [3, null],
      ],
      [
        [0, 1],
        [0, 'success'],
        [0, ['INSTANCE_STARTUP(web1)']],
      ],
    ]);
    assert.deepEqual(await engine.plain('job', [99, 1, 1], ['id', 'status']), [
      [99, null],
      [1, 'success'],
    ]);
  });

  it('show the state of each opcode', async () => {
    const fields = ['priority', 'opstatus', 'oppriority', 'summary', 'received_ts', 'end_ts'];
    const { data } = await engine.query('job', fields, ['==', 'id', 12]);
    assert.deepEqual(data, [
      [
        [0, -5],
        [0, ['success', 'running', 'queued']],
        [0, [0, -5, 0]],
        [0, ['TEST_DELAY(1000000000 ns)', 'TEST_DELAY(1000000000 ns)', 'FROM_THE_FUTURE']],
        [0, [112, 5]],
        [3, null],
      ],
    ]);
  });

  it('can be filtered by the seconds of their times', async () => {
    assert.deepEqual(values(await engine.query('job', ['id'], ['>', 'received_ts', 110])), [[12]]);
  });

  it('are refused with a number that is none', async () => {
    await assert.rejects(engine.query('job', ['id'], ['==', 'id', 'abc']), {
      name: 'GenericError',
      message: /'abc' is not a job number/,
    });
  });
});

describe('locks', () => {
  it('are listed by name with owners and those who wait, and the sets of levels in use', async () => {
    const { engine } = queryBench({
      cfg: recordedCluster(),
      locks: [
        { name: 'node/n10', mode: null, owners: [], pending: [['exclusive', '7']] },
        { name: 'node/n9', mode: 'shared', owners: ['5', '6'], pending: [] },
      ],
    });
    const { data } = await engine.query('lock', ['name', 'mode', 'owner', 'pending'], null);
    assert.deepEqual(data, [
      [
        [0, 'node/[lockset]'],
        [0, null],
        [0, []],
        [0, []],
      ],
      [
        [0, 'node/n9'],
        [0, 'shared'],
        [0, ['5', '6']],
        [0, []],
      ],
      [
        [0, 'node/n10'],
        [0, null],
        [0, []],
        [0, [['exclusive', ['7']]]],
      ],
    ]);
  });
});

describe('networks', () => {
  it('count and draw what is taken inside and outside', async () => {
    const cfg = recordedCluster();
    const [net] = Object.values(cfg.networks);
    assert.ok(net);
    cfg.networks = {
      [net.uuid]: { ...net, network: '10.1.2.64/29', reservations: '01000001', ext_reservations: '10000101' },
    };
    const { engine } = queryBench({ cfg });
    const fields = ['map', 'free_count', 'reserved_count', 'external_reservations'];
    assert.deepEqual(values(await engine.query('network', fields, null)), [
      ['XX...X.X', 4, 4, '10.1.2.64, 10.1.2.69, 10.1.2.71'],
    ]);
  });
});

describe('consoles', () => {
  it('are asked of primary nodes with filled parameters', async () => {
    const cfg = recordedCluster();
    const answer: NodeAnswer = (call, node) => {
      if (call === 'all_instances_info') return {};
      return node === NODE1 ? { 'inst5.peer.test': { instance: 'inst5.peer.test', kind: 'ssh', command: ['x'] } } : {};
    };
    const { engine, nodes } = queryBench({ cfg, answer });
    const result = await engine.query('instance', ['name', 'console'], ['==', 'pnode', 'node1']);
    assert.deepEqual(result.data, [
      [
        [0, 'inst1.peer.test'],
        [2, null],
      ],
      [
        [0, 'inst5.peer.test'],
        [0, { instance: 'inst5.peer.test', kind: 'ssh', command: ['x'] }],
      ],
    ]);
    const call = nodes.seen.find((s) => s.call === 'instance_console_info');
    const { instances } = call?.args as {
      instances: Record<string, { hvParams: object; beParams: object; node: { name: string } }>;
    };
    assert.deepEqual(Object.keys(instances), ['inst1.peer.test', 'inst5.peer.test']);
    const kvm = instances['inst5.peer.test'];
    assert.equal(kvm?.node.name, 'node1.peer.test');
    assert.ok('migration_port' in kvm.hvParams && 'auto_balance' in kvm.beParams);
  });
});

const sound = (variants: string[], parameters: string[][] = []) => [
  '/srv/os/x',
  true,
  '',
  variants,
  parameters,
  [20, 15],
  true,
];

describe('OS definitions', () => {
  function bench(reports: Record<string, unknown>) {
    const cfg = recordedCluster();
    cfg.cluster.hidden_os = ['secret'];
    cfg.cluster.osparams = { 'debian+big': { suite: 'testing' }, 'debian+gone': {} };
    return queryBench({ cfg, answer: (_call, node) => reports[node] }).sources;
  }

  it('have what all nodes have', async () => {
    const here = [
      'debian',
      ...sound(
        ['min', 'big', 'v10', 'v9'],
        [
          ['b', 'B'],
          ['a', 'A'],
        ],
      ),
    ];
    const there = [
      'debian',
      ...sound(
        ['big', 'v9', 'v10', 'other'],
        [
          ['a', 'A'],
          ['b', 'changed'],
        ],
      ),
    ];
    const sources = bench({ [NODE1]: [here], [NODE2]: [there], [NODE3]: new Error('down') });
    const fields = ['name', 'valid', 'variants', 'parameters', 'api_versions', 'trusted', 'osparams'];
    assert.deepEqual(values(await queryOs(sources, fields)), [
      ['debian', true, ['big', 'v9', 'v10'], [['a', 'A']], [15, 20], true, { 'debian+big': { suite: 'testing' } }],
    ]);
  });

  it('are invalid when a node that answered lacks them or finds them broken', async () => {
    const sources = bench({
      [NODE1]: [
        ['debian', ...sound([])],
        ['broken', '/x', false, 'no create script', [], [], [], true],
      ],
      [NODE2]: [],
      [NODE3]: [],
    });
    assert.deepEqual(values(await queryOs(sources, ['name', 'valid'])), [
      ['broken', false],
      ['debian', false],
    ]);
    const [[status]] = values(await queryOs(sources, ['node_status'], ['==', 'name', 'debian'])) as [
      [Record<string, unknown[]>],
    ];
    assert.deepEqual([status[NODE1]?.length, status[NODE2], status[NODE3]], [1, [], []]);
  });

  it('are left out of a diagnosis when hidden or invalid, unless that is asked for', async () => {
    const all = [
      ['debian', ...sound([])],
      ['secret', ...sound([])],
    ];
    const sources = bench({ [NODE1]: [...all, ['lonely', ...sound([])]], [NODE2]: all, [NODE3]: all });
    assert.deepEqual(await diagnoseOs(sources, [], ['name']), [['debian']]);
    assert.deepEqual(await diagnoseOs(sources, [], ['name', 'hidden', 'valid']), [
      ['debian', false, true],
      ['lonely', false, false],
      ['secret', true, true],
    ]);
    assert.deepEqual(await diagnoseOs(sources, ['secret'], ['name', 'hidden']), [['secret', true]]);
    await assert.rejects(diagnoseOs(sources, [], ['nosuch']), { name: 'OpPrereqError', message: /nosuch/ });
  });

  it('are asked of nodes that hold instances', async () => {
    const cfg = recordedCluster();
    Object.assign(cfg.nodes[NODE1] ?? {}, { offline: true });
    Object.assign(cfg.nodes[NODE2] ?? {}, { vm_capable: false });
    const { sources, nodes } = queryBench({ cfg, answer: () => [] });
    await queryOs(sources, ['name']);
    assert.deepEqual(
      nodes.seen.map((s) => s.node),
      [NODE3],
    );
  });
});

describe('external storage providers', () => {
  it('are sound in a group when all its nodes have them', async () => {
    const cfg = recordedCluster();
    const [, group2] = Object.values(cfg.nodegroups).sort((a, b) => (a.name < b.name ? -1 : 1));
    Object.assign(cfg.nodes[NODE3] ?? {}, { group: group2?.uuid });
    const good = ['rbdx', '/srv/es/rbdx', true, '', [['pool', 'the pool']]];
    const { sources } = queryBench({ cfg, answer: (_call, node) => (node === NODE3 ? [] : [good]) });
    const rows = await diagnoseExtStorage(sources, ['rbdx'], ['name', 'nodegroup_status', 'parameters']);
    assert.deepEqual(rows, [['rbdx', { default: true, group2: false }, [['pool', 'the pool']]]]);
  });
});

describe('the cluster', () => {
  it('is one item with what queue and watcher say', async () => {
    const { sources } = queryBench({ cfg: recordedCluster(), drained: true });
    const fields = [
      'name',
      'cluster_name',
      'master_node',
      'config_version',
      'tags',
      'drain_flag',
      'watcher_pause',
      'nosuch',
    ];
    const { data } = await queryCluster(sources, fields);
    const name = 'cluster.peer.test';
    const tags = ['env:golden', 'prod', 'rapi2'];
    assert.deepEqual(data, [
      [
        [0, name],
        [0, name],
        [0, 'node1.peer.test'],
        [0, 3010000],
        [0, tags],
        [0, true],
        [3, null],
        [1, null],
      ],
    ]);
    const paused = queryBench({ cfg: recordedCluster(), watcherPause: 2000000000 });
    assert.deepEqual(values(await queryCluster(paused.sources, ['watcher_pause'])), [[2000000000]]);
  });
});
