import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Asker, snapshotOf } from '../../../support/confd-lab.js';

const NODE1 = '72d3289b-de65-4a6d-b379-345d1112bf96';
const NODE3 = 'b67885ce-1539-4862-b236-0add07418eed';
const INST5 = '3567b21c-feef-4e47-9639-5c76f906dc31';
const LV = { dev_type: 'plain', logical_id: ['xenvg', 'data'], nodes: [NODE1, NODE3], size: 1024 };

/** The recorded cluster with a DRBD disk for inst5 and other changes. */
const lab = snapshotOf((config) => {
  const [disk] = config['instances']![INST5]!['disks'] as string[];
  Object.assign(config['disks']![disk!]!, {
    dev_type: 'drbd',
    logical_id: [NODE3, NODE1, 11001, 4, 7, 'secret'],
    children: [LV],
  });
  config['nodes']![NODE3]!['drained'] = true;
  config['cluster']!['enabled_hypervisors'] = ['xen-pvm'] as never;
  delete (config['cluster']!['data_collectors'] as Record<string, unknown>)['lv'];
});

describe('confd answers', () => {
  it('names the master only by its full name', async () => {
    const asker = new Asker(await lab);
    assert.equal(asker.ask(1, 'node1.peer.test')?.answer, 0);
    assert.equal(asker.ask(1, 'node1')?.answer, 1);
  });

  it('shows drained before candidate', async () => {
    assert.equal(new Asker(await lab).ask(1, 'node3.peer.test')?.answer, 3);
  });

  it('lists DRBD devices from the side of the asked node', async () => {
    const asker = new Asker(await lab);
    const row = (minor: number, role: string, node: string, peer: string): unknown[] => [
      [node, minor, 'inst5.peer.test', 'disk/0', role, peer],
    ];
    assert.deepEqual(asker.ask(7, 'node1.peer.test')?.answer, row(7, 'primary', 'node1.peer.test', 'node3.peer.test'));
    assert.deepEqual(
      asker.ask(7, 'node3.peer.test')?.answer,
      row(4, 'secondary', 'node3.peer.test', 'node1.peer.test'),
    );
    assert.deepEqual(asker.ask(7, 'node2.peer.test')?.answer, []);
  });

  it('lists an instance at its secondary node too', async () => {
    const answer = new Asker(await lab).ask(8, 'node3.peer.test')?.answer as { name: string }[][];
    assert.deepEqual(
      answer[1]!.map((i) => i.name),
      ['inst5.peer.test'],
    );
  });

  it('reads any value by its path', async () => {
    const asker = new Asker(await lab);
    const value = (path: string): unknown => asker.ask(10, path)?.answer;
    assert.equal(value('/cluster/cluster_name'), 'cluster.peer.test');
    assert.equal(value('/cluster/enabled_hypervisors/0'), 'xen-pvm');
    assert.equal(value(`/nodes/${NODE1}/name`), 'node1.peer.test');
    assert.equal(asker.ask(10, '/cluster/nosuch')?.status, 1);
    assert.equal(asker.ask(10, '/cluster/enabled_hypervisors/7')?.answer, 2);
    assert.equal(asker.ask(10, '/cluster/constructor')?.answer, 2);
  });

  it('switches the Xen collector on where Xen is, and unknown ones as by default', async () => {
    const answer = new Asker(await lab).ask(11, null)?.answer as Record<string, unknown>;
    assert.deepEqual(answer['inst-status-xen'], { active: true, interval: 5_000_000 });
    assert.deepEqual(answer['lv'], { active: true, interval: 5_000_000 });
    assert.equal(Object.keys(answer).length, 6);
  });

  it('says when a short name is not unique, and finds one that is', async () => {
    const snapshot = await snapshotOf((config) => {
      config['nodes']![NODE3]!['name'] = 'node1.other.test';
    });
    const asker = new Asker(snapshot);
    assert.match(String(asker.ask(7, 'node1')?.answer), /Node name node1 has multiple matches/);
    assert.deepEqual(asker.ask(7, 'node2')?.answer, []);
  });

  it('escapes what is beyond ASCII', async () => {
    const snapshot = await snapshotOf((config) => {
      config['cluster']!['cluster_name'] = 'zürich-日本' as never;
    });
    const asker = new Asker(snapshot);
    assert.equal(asker.ask(10, '/cluster/cluster_name')?.answer, 'zürich-日本');
  });

  it('tells why nothing can be answered without a configuration', () => {
    const reply = new Asker('no configuration here').ask(0, null);
    assert.deepEqual(reply, { protocol: 1, status: 1, answer: 'no configuration here', serial: 0 });
  });

  it('gives no answer to a question of the wrong form', async () => {
    const asker = new Asker(await lab);
    assert.ok(asker.ask(0, null));
    for (const [type, query, more] of [
      [12, null],
      [-1, null],
      ['0', null],
      [0, 7],
      [0, [1]],
      [3, { '9': 1 }],
      [3, { '3': [7] }],
      [2, { '2': 'x' }],
      [2, { '1': 5 }],
      [0, null, { extra: 1 }],
      [0, null, { rsalt: 5 }],
      [0, null, { protocol: '1' }],
    ] as [unknown, unknown, object?][])
      assert.equal(asker.ask(type as number, query, more), undefined, JSON.stringify([type, query, more]));
  });
});
