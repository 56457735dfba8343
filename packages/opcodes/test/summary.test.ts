import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fillOpcode, forLog, opcodes, summaryOf, tinySummaryOf, withoutSecrets } from '../src/index.js';

describe('summaryOf', () => {
  it('shows the object of the opcode', () => {
    assert.equal(summaryOf({ OP_ID: 'OP_INSTANCE_STARTUP', instance_name: 'web1' }), 'INSTANCE_STARTUP(web1)');
    assert.equal(summaryOf({ OP_ID: 'OP_REPAIR_NODE_STORAGE', node_name: 'node1' }), 'REPAIR_NODE_STORAGE(node1)');
  });

  it('shows nothing where the original does not', () => {
    assert.equal(summaryOf({ OP_ID: 'OP_CLUSTER_VERIFY' }), 'CLUSTER_VERIFY');
    assert.equal(summaryOf({ OP_ID: 'OP_INSTANCE_RENAME', instance_name: 'a', new_name: 'b' }), 'INSTANCE_RENAME');
    assert.equal(summaryOf({ OP_ID: 'OP_NETWORK_RENAME', network_name: 'a', new_name: 'b' }), 'NETWORK_RENAME');
  });

  it('gives the length of a delay in nanoseconds', () => {
    // The last one is the whole number nearest to 1e24 that a double holds.
    const delays = { 0.25: '250000000', 0.001: '1000000', 0: '0', 5: '5000000000', 1e15: '999999999999999983222784' };
    for (const [duration, text] of Object.entries(delays)) {
      const op = fillOpcode({ OP_ID: 'OP_TEST_DELAY', duration: Number(duration) });
      assert.equal(summaryOf(op), `TEST_DELAY(${text} ns)`);
    }
  });

  it('says None for an allocator that is not given', () => {
    assert.equal(summaryOf({ OP_ID: 'OP_TEST_ALLOCATOR', iallocator: null }), 'TEST_ALLOCATOR(None)');
    assert.equal(summaryOf({ OP_ID: 'OP_TEST_ALLOCATOR', iallocator: 'hail' }), 'TEST_ALLOCATOR(hail)');
  });

  it('shows the kind of tags as the original spells it', () => {
    assert.equal(summaryOf({ OP_ID: 'OP_TAGS_GET', kind: 'nodegroup', name: 'g' }), 'TAGS_GET(TagKindGroup)');
  });
});

describe('tinySummaryOf', () => {
  it('shortens the resource', () => {
    assert.equal(tinySummaryOf('OP_INSTANCE_STARTUP'), 'I_STARTUP');
    assert.equal(tinySummaryOf('OP_CLUSTER_VERIFY_GROUP'), 'C_VERIFY_GROUP');
    assert.equal(tinySummaryOf('OP_NODE_ADD'), 'N_ADD');
    assert.equal(tinySummaryOf('OP_GROUP_ADD'), 'G_ADD');
    assert.equal(tinySummaryOf('OP_NETWORK_ADD'), 'NETWORK_ADD');
  });

  it('tells all opcodes apart', () => {
    assert.equal(new Set(opcodes.map((d) => tinySummaryOf(d.id))).size, opcodes.length);
  });
});

describe('redaction', () => {
  const op = fillOpcode({
    OP_ID: 'OP_INSTANCE_CREATE',
    instance_name: 'web1',
    mode: 'create',
    nics: [],
    disks: [],
    osparams: { suite: 'stable' },
    osparams_private: { token: 'p4ss' },
    osparams_secret: { root: ['s3cret'] },
  });

  it('hides secret values from job files and keeps private ones', () => {
    const shown = withoutSecrets(op);
    assert.deepEqual(shown.osparams_secret, { root: '<redacted>' });
    assert.deepEqual(shown.osparams_private, { token: 'p4ss' });
    assert.deepEqual(op.osparams_secret, { root: ['s3cret'] }, 'the opcode itself is not touched');
  });

  it('hides both from logs, and leaves the rest as it is', () => {
    const text = JSON.stringify(forLog(op));
    assert.ok(!text.includes('p4ss') && !text.includes('s3cret'), text);
    assert.deepEqual(forLog(op).osparams, { suite: 'stable' });
    assert.equal(forLog(fillOpcode({ OP_ID: 'OP_TEST_OS_PARAMS' })).osparams_secret, null);
  });

  it('hides the private parameters of every OS of the cluster', () => {
    const change = fillOpcode({
      OP_ID: 'OP_CLUSTER_SET_PARAMS',
      osparams_private_cluster: { debian: { key: 'p4ss' } },
    });
    assert.deepEqual(forLog(change).osparams_private_cluster, { debian: { key: '<redacted>' } });
  });
});
