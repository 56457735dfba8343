import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Lab } from '../../../../../support/lab.js';
import { labConfig } from '../../../../../support/lab-config.js';

const file = (content: string) => ({
  content: Buffer.from(content),
  mode: 0o100600,
  owner: 'root',
  group: 'root',
  atime: 1,
  mtime: 2,
});

async function lab(config = labConfig()): Promise<Lab> {
  const l = await Lab.open(config);
  l.machine.hosts.set('node4.example.com', '192.0.2.4');
  l.machine.hosts.set('node3.example.com', '192.0.2.3');
  l.machine.alive.add('192.0.2.4').add('192.0.2.3');
  l.machine.files.set('/var/lib/ganeti/hmac.key', file('secret\n'));
  l.rpc.answer('node_crypto_tokens', [['ssl', '44']]);
  return l;
}

describe('LUNodeAdd', () => {
  const add = { OP_ID: 'OP_NODE_ADD', node_name: 'node4' } as const;

  it('checks the node, enters it, ships the files and admits it as a candidate', async () => {
    const l = await lab();
    await l.run(add);
    const [added] = Object.values(l.cfg.nodes).filter((n) => n.name === 'node4.example.com');
    assert.ok(added);
    assert.deepEqual(l.rpc.trace, [
      'version@192.0.2.4',
      'node_verify@node1',
      'upload_file@node2',
      'upload_file@node3',
      `upload_file@${added.uuid}`,
      `node_crypto_tokens@${added.uuid}`,
      `node_ensure_daemon@${added.uuid}`,
    ]);
    assert.deepEqual(
      [added.primary_ip, added.secondary_ip, added.group, added.master_candidate, added.vm_capable],
      ['192.0.2.4', '192.0.2.4', 'group1', true, true],
    );
    assert.equal(l.cfg.cluster.candidate_certs[added.uuid], '44');
    assert.ok(l.lines.includes(' - INFO: Node will be a master candidate'));
    assert.deepEqual(l.rpc.argsOf('upload_file')[0]?.file_name, [
      '/var/lib/ganeti/hmac.key',
      [0, 'secret\n'],
      0o100600,
      'root',
      'root',
      1,
      2,
    ]);
  });

  it('runs the hooks after it on the new node too', async () => {
    const l = await lab();
    await l.run(add);
    const post = l.rpc.calls
      .filter((c) => c.call === 'hooks_runner' && c.args['phase'] === 'post' && c.args['hpath'] === 'node-add')
      .map((c) => c.node);
    assert.equal(post.length, 4);
  });

  it('makes no candidate of a node beyond the pool, or one that may not be', async () => {
    const full = await lab(labConfig([], (c) => (c.cluster.candidate_pool_size = 3)));
    await full.run(add);
    assert.equal(Object.values(full.cfg.nodes).filter((n) => n.master_candidate).length, 3);
    const unable = await lab();
    await unable.run({ ...add, master_capable: false });
    const node = Object.values(unable.cfg.nodes).find((n) => n.name === 'node4.example.com')!;
    assert.deepEqual([node.master_candidate, unable.cfg.cluster.candidate_certs[node.uuid]], [false, undefined]);
  });

  it('takes a node back and resets its flags', async () => {
    const l = await lab(
      labConfig([], (c) => Object.assign(c.nodes['node3']!, { offline: true, master_candidate: false })),
    );
    await l.run({ ...add, node_name: 'node3', readd: true });
    const { offline, master_candidate, uuid } = l.cfg.nodes['node3']!;
    assert.deepEqual([offline, master_candidate, uuid], [false, true, 'node3']);
    assert.equal(l.lines[0], " - INFO: The node's offline and drained flags are off again");
  });

  const refusals: readonly (readonly [string, object, string, (l: Lab) => unknown])[] = [
    ['a name that does not resolve', { node_name: 'nowhere' }, 'resolver_error', () => undefined],
    ['a node that is there already', { node_name: 'node3' }, 'already_exists', () => undefined],
    ['to readd an unknown node', { readd: true }, 'unknown_entity', () => undefined],
    [
      'an address of another node',
      {},
      'resource_not_unique',
      (l) => l.machine.hosts.set('node4.example.com', '192.0.2.2'),
    ],
    ['a second address where the master has none', { secondary_ip: '198.51.100.4' }, 'wrong_input', () => undefined],
    ['a second address that is none', { secondary_ip: 'x' }, 'wrong_input', () => undefined],
    ['a node whose daemon does not answer', {}, 'environment_error', (l) => l.machine.alive.clear()],
    ['a node of another version', {}, 'environment_error', (l) => l.rpc.answer('version', 3000000)],
    ['an unknown group', { group: 'nosuch' }, 'unknown_entity', () => undefined],
    ['a parameter that is for groups', { ndparams: { exclusive_storage: true } }, 'wrong_input', () => undefined],
  ];
  for (const [what, change, ecode, prepare] of refusals) {
    it(`refuses ${what}`, async () => {
      const l = await lab();
      prepare(l);
      const error = await l.run({ ...add, ...change }).then(
        () => assert.fail('accepted'),
        (e: unknown) => e as { ecode?: string },
      );
      assert.equal(error.ecode, ecode);
      assert.deepEqual(Object.keys(l.cfg.nodes), ['node1', 'node2', 'node3']);
    });
  }

  it('does not enter a node that the master cannot talk to', async () => {
    const l = await lab();
    l.rpc.answer('node_verify', { nodelist: { 'node4.example.com': 'hostname mismatch' } });
    await assert.rejects(l.run(add), /ssh\/hostname verification failed/);
    assert.equal(Object.keys(l.cfg.nodes).length, 3);
  });

  it('leaves a node that joined in the cluster when a later call fails, as the original does', async () => {
    const l = await lab();
    l.rpc.fail('node_crypto_tokens', 'no certificate');
    await assert.rejects(
      l.run(add),
      /The client certificate of the node with UUID 00000000-0000-4000-8000-000000000001 could not be read\./,
    );
    assert.equal(Object.keys(l.cfg.nodes).length, 4);
  });
});

describe('LUNodeRemove', () => {
  const remove = { OP_ID: 'OP_NODE_REMOVE', node_name: 'node3' } as const;

  it('takes the node out and has it forget the cluster', async () => {
    const l = await lab();
    await l.run(remove);
    assert.deepEqual(Object.keys(l.cfg.nodes), ['node1', 'node2']);
    assert.equal(l.cfg.cluster.candidate_certs['node3'], undefined);
    assert.deepEqual(l.rpc.trace, ['node_leave_cluster@192.0.2.3']);
    const there = l.rpc.calls.find((c) => c.call === 'hooks_runner' && c.node === '192.0.2.3');
    assert.equal((there?.args['env'] as Record<string, string>)['GANETI_NODE_NAME'], 'node3.example.com');
  });

  it('promotes another node in its place', async () => {
    const l = await lab(
      labConfig([], (c) => {
        c.cluster.candidate_pool_size = 2;
        c.nodes['node2']!.master_candidate = false;
        delete c.cluster.candidate_certs['node2'];
      }),
    );
    await l.run(remove);
    assert.deepEqual([l.cfg.nodes['node2']?.master_candidate, l.cfg.cluster.candidate_certs['node2']], [true, '44']);
    assert.ok(l.lines.includes(' - INFO: Promoted nodes to master candidate role: node2.example.com'));
  });

  it('goes on when the node does not answer any more', async () => {
    const l = await lab();
    l.rpc.fail('node_leave_cluster', 'connection refused');
    await l.run(remove);
    assert.deepEqual(Object.keys(l.cfg.nodes), ['node1', 'node2']);
    assert.ok(
      l.lines.some((line) => line.includes('The node met errors when it left the cluster: connection refused')),
    );
  });

  it('refuses the master, a node with instances, and an unknown one', async () => {
    const l = await lab(labConfig([{ name: 'web', node: 'node3' }]));
    await assert.rejects(
      l.run({ ...remove, node_name: 'node1' }),
      /The master can't be removed; make another node the master first/,
    );
    await assert.rejects(l.run(remove), /Instance web\.example\.com uses the node; move or remove it first/);
    await assert.rejects(l.run({ ...remove, node_name: 'node9' }), /Node 'node9' not known/);
    assert.equal(Object.keys(l.cfg.nodes).length, 3);
  });
});

describe('LUNodeSetParams', () => {
  const modify = { OP_ID: 'OP_NODE_SET_PARAMS', node_name: 'node3' } as const;
  const small = () => labConfig([], (c) => (c.cluster.candidate_pool_size = 2));

  it('drains a node and has it drop what only a candidate has', async () => {
    const l = await lab(small());
    assert.deepEqual(await l.run({ ...modify, drained: true }), [
      ['master_candidate', 'False'],
      ['drained', 'True'],
    ]);
    assert.deepEqual(l.rpc.trace, ['node_demote_from_mc@node3', 'node_ensure_daemon@node3']);
    assert.equal(l.cfg.cluster.candidate_certs['node3'], undefined);
  });

  it('marks a node offline without asking it', async () => {
    const l = await lab(small());
    assert.deepEqual(await l.run({ ...modify, offline: true }), [
      ['master_candidate', 'False'],
      ['offline', 'True'],
    ]);
    assert.deepEqual(l.rpc.trace, []);
    assert.deepEqual(l.lines, ["Failed to stop KVM daemon on node 'node3.example.com': Node is marked offline"]);
  });

  it('brings a node back as a candidate once it answers', async () => {
    const l = await lab(
      labConfig([], (c) => Object.assign(c.nodes['node3']!, { offline: true, master_candidate: false })),
    );
    assert.deepEqual(await l.run({ ...modify, offline: false }), [
      ['master_candidate', 'True'],
      ['offline', 'False'],
    ]);
    assert.equal(l.cfg.cluster.candidate_certs['node3'], '44');
    const gone = await lab(
      labConfig([], (c) => Object.assign(c.nodes['node3']!, { offline: true, master_candidate: false })),
    );
    gone.rpc.fail('version', 'no route');
    await assert.rejects(
      gone.run({ ...modify, offline: false }),
      /Node node3\.example\.com is to go online, but does not tell its version: no route/,
    );
  });

  it('refuses to empty the candidate pool, unless others are promoted', async () => {
    const config = () =>
      labConfig([], (c) => {
        c.cluster.candidate_pool_size = 2;
        c.nodes['node2']!.master_candidate = false;
      });
    const l = await lab(config());
    await assert.rejects(
      l.run({ ...modify, master_candidate: false }),
      /Too few master candidates would be left; allow another node's promotion \(--auto-promote, RAPI: auto_promote=True\)/,
    );
    await l.run({ ...modify, master_candidate: false, auto_promote: true });
    assert.deepEqual(
      Object.values(l.cfg.nodes)
        .filter((n) => n.master_candidate)
        .map((n) => n.uuid),
      ['node1', 'node2'],
    );
  });

  it('keeps parameters of its own', async () => {
    const l = await lab();
    await l.run({ ...modify, ndparams: { spindle_count: '4' } });
    assert.deepEqual(l.cfg.nodes['node3']?.ndparams, { spindle_count: 4 });
    await l.run({ ...modify, ndparams: { spindle_count: 'default' } });
    assert.deepEqual(l.cfg.nodes['node3'].ndparams, {});
  });

  for (const [what, change, message] of [
    ['nothing to change', {}, /Please pass at least one modification/],
    [
      'several roles at once',
      { offline: true, drained: true },
      /A node is a candidate, drained or offline: ask for one only/,
    ],
    [
      'another role for the master',
      { node_name: 'node1', offline: true },
      /To give up the master role run 'gnt-cluster master-failover' on another node/,
    ],
    [
      'power without a helper',
      { offline: false, powered: true },
      /has no out-of-band program, so its power state can't be set/,
    ],
    [
      'a node with instances that may have none',
      { node_name: 'node2', vm_capable: false },
      /Node node2\.example\.com has instances, so vm_capable must stay on/,
    ],
    ['an unknown parameter', { ndparams: { nosuch: 1 } }, /Unknown parameter 'nosuch'/],
    [
      'a second address on a cluster without',
      { secondary_ip: '198.51.100.3' },
      /Nodes of this cluster have no secondary addresses; only the master can begin with one, and only with --force/,
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const l = await lab(labConfig([{ name: 'web', node: 'node2' }]));
      const before = l.cfg;
      await assert.rejects(l.run({ ...modify, ...change }), message);
      assert.equal(l.cfg, before);
    });
  }
});
