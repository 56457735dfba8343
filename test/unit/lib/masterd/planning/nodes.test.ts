import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ConfigData, Node } from '@gnt/objects';
import { fillOpcode, type GivenOpcode, type OpcodeOf } from '@gnt/opcodes';
import { joinsCandidates, nodesToPromote } from '../../../../../lib/masterd/planning/candidates.js';
import { checkRequest, flagsOf, planRole, roleOf } from '../../../../../lib/masterd/planning/node-role.js';
import { freeMemoryProblem } from '../../../../../lib/masterd/planning/memory.js';
import { labConfig } from '../../../../support/lab-config.js';

type Op = OpcodeOf<'OP_NODE_SET_PARAMS'>;
const request = (change: Partial<GivenOpcode<'OP_NODE_SET_PARAMS'>>): Op =>
  fillOpcode({ OP_ID: 'OP_NODE_SET_PARAMS', node_name: 'x', ...change });
const config = (node2: Partial<Node>, pool = 3, change: (c: ConfigData) => void = () => undefined): ConfigData =>
  labConfig([], (c) => {
    Object.assign(c.nodes['node2']!, node2);
    c.cluster.candidate_pool_size = pool;
    change(c);
  });
const regular = { master_candidate: false };

describe('planRole', () => {
  const cases: readonly (readonly [string, Partial<Node>, Parameters<typeof request>[0], string, readonly string[]])[] =
    [
      ['drains a regular node', regular, { drained: true }, 'drained', []],
      ['takes a regular node offline', regular, { offline: true }, 'offline', []],
      [
        'promotes a node that comes back',
        { ...regular, offline: true },
        { offline: false },
        'candidate',
        ['Auto-promoting node to master candidate'],
      ],
      [
        'demotes what may no longer be master',
        {},
        { master_capable: false, auto_promote: true },
        'regular',
        ['Demoting from master candidate'],
      ],
      ['passes over a flag that is not set', {}, { drained: false }, 'candidate', ['Flag drained is off already']],
      ['keeps the role when only a capability changes', {}, { vm_capable: false }, 'candidate', []],
      ['makes a candidate', regular, { master_candidate: true }, 'candidate', []],
    ];
  for (const [what, node, change, role, notes] of cases) {
    it(what, () => {
      const cfg = config(node);
      const plan = planRole(cfg, cfg.nodes['node2']!, request(change), change.auto_promote === true);
      assert.deepEqual([plan.new, plan.notes], [role, notes]);
    });
  }

  const refused: readonly (readonly [string, string, Partial<Node>, Parameters<typeof request>[0], RegExp])[] = [
    [
      'a flag of the master',
      'node1',
      {},
      { offline: true },
      /To give up the master role run 'gnt-cluster master-failover' on another node/,
    ],
    ['a master that may not be one', 'node1', {}, { master_capable: false }, /Master must remain master capable/],
    [
      'too few candidates',
      'node2',
      {},
      { offline: true },
      /Too few master candidates would be left; allow another node's promotion \(--auto-promote, RAPI: auto_promote=True\)/,
    ],
    [
      'a candidate that may not be master',
      'node2',
      { ...regular, master_capable: false },
      { master_candidate: true },
      /Node node2\.example\.com is not master_capable and can't become a candidate/,
    ],
    [
      'a power state without a way to it',
      'node2',
      {},
      { powered: true },
      /Node node2\.example\.com has no out-of-band program, so its power state can't be set/,
    ],
    [
      'a node that is switched off to come online',
      'node2',
      { ...regular, offline: true, powered: false, ndparams: { oob_program: '/x' } },
      { offline: false },
      /Node node2\.example\.com is powered off; power it on before it goes online/,
    ],
  ];
  for (const [what, name, node, change, message] of refused) {
    it(`refuses ${what}`, () => {
      // node3 could be a candidate as well
      const cfg = config(node, 3, (c) => Object.assign(c.nodes['node3']!, regular));
      assert.throws(() => planRole(cfg, cfg.nodes[name]!, request(change), false), message);
    });
  }

  it('needs one change and one role', () => {
    assert.throws(() => checkRequest(request({})), /at least one modification/);
    assert.throws(
      () => checkRequest(request({ offline: true, drained: true })),
      /A node is a candidate, drained or offline: ask for one only/,
    );
    checkRequest(request({ offline: true }));
  });

  it('goes from flags to roles and back', () => {
    for (const role of ['candidate', 'drained', 'offline', 'regular'] as const)
      assert.equal(roleOf(flagsOf(role)), role);
  });
});

describe('the candidate pool', () => {
  it('takes in who joins until it is full', () => {
    const two = config(regular, 2);
    assert.equal(joinsCandidates(two), false);
    assert.equal(joinsCandidates(two, ['node3']), true);
    assert.equal(joinsCandidates(config(regular, 3)), true);
  });

  it('is filled with able nodes in the order of their names', () => {
    const names = (cfg: ConfigData, without: string[] = []) => nodesToPromote(cfg, without).map((n) => n.uuid);
    const all = config(regular, 3, (c) => Object.assign(c.nodes['node3']!, regular));
    assert.deepEqual(names(all), ['node2', 'node3']);
    assert.deepEqual(names({ ...all, cluster: { ...all.cluster, candidate_pool_size: 2 } }), ['node2']);
    assert.deepEqual(names(all, ['node2']), ['node3']);
    assert.deepEqual(names(config({ ...regular, drained: true })), []);
    assert.deepEqual(names(config({ ...regular, master_capable: false })), []);
  });
});

describe('freeMemoryProblem', () => {
  it('compares whole MiB and distrusts anything else', () => {
    assert.equal(freeMemoryProblem('n', 'x', 128, 128), undefined);
    assert.match(String(freeMemoryProblem('n', 'x', 129, 128)), /needed 129 MiB, available 128 MiB/);
    for (const odd of [null, undefined, '128', 12.5])
      assert.match(
        String(freeMemoryProblem('n', 'x', 1, odd)),
        /Node n did not tell its free memory: it answered '.*'/,
      );
  });
});
