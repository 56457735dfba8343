import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { eventually, runProgram, TestCluster } from '../support/vcluster.js';

/** A machine loses power, or gets it back. */
async function power(vc: TestCluster, node: string, what: 'crash' | 'boot'): Promise<void> {
  const ran = await runProgram([vc.path(node, what)]);
  assert.equal(ran.code, 0, ran.stderr);
}

const tags = (vc: TestCluster, node: string): Promise<string> => vc.okOn(node, 'gnt-cluster', 'list-tags');

/** Waits until all candidates have everything. */
async function settled(vc: TestCluster, master: string, candidates: number): Promise<void> {
  await eventually('the candidates follow', async () => {
    const rows = (await vc.okOn(master, 'gnt-debug', 'journal')).split('\n').filter((line) => line.startsWith('node'));
    return rows.length === candidates && rows.every((line) => line.trimEnd().endsWith('current')) ? true : undefined;
  });
}

describe('master failover on a virtual cluster', () => {
  let vc: TestCluster;
  before(async () => {
    vc = await TestCluster.create(3);
  });
  after(async () => {
    await vc.destroy();
  });

  it('is refused on the master, with a reason', async () => {
    const ran = await vc.run('node1', 'gnt-cluster', 'master-failover');
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, /node1 has the master role now/);
  });

  it('loses nothing that was acknowledged when the master machine dies', async () => {
    await vc.ok('gnt-cluster', 'add-tags', 'before');
    await power(vc, 'node1', 'crash');
    const ran = await vc.run('node2', 'gnt-cluster', 'master-failover');
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(await tags(vc, 'node2'), /before/);
    assert.equal((await vc.okOn('node3', 'gnt-cluster', 'getmaster')).trim(), 'node2');
  });

  it('leaves an old master that returns a candidate, which learns everything', async () => {
    await vc.okOn('node2', 'gnt-cluster', 'add-tags', 'meanwhile');
    await power(vc, 'node1', 'boot');
    await settled(vc, 'node2', 3);
    await eventually('node1 knows the master', async () =>
      (await vc.okOn('node1', 'gnt-cluster', 'getmaster')).trim() === 'node2' ? true : undefined,
    );
    const ran = await vc.run('node1', 'gnt-cluster', 'info');
    assert.notEqual(ran.code, 0);
    assert.match(ran.stderr, /node2/);
  });

  it('is refused without a majority, and names the cure', async () => {
    await vc.okOn('node2', 'gnt-cluster', 'add-tags', 'last');
    await settled(vc, 'node2', 3);
    await power(vc, 'node2', 'crash');
    await power(vc, 'node3', 'crash');
    const ran = await vc.run('node1', 'gnt-cluster', 'master-failover');
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, /--no-voting.*Unhealthy nodes: node2, node3/s);
    assert.equal((await vc.ok('gnt-cluster', 'getmaster')).trim(), 'node2');
  });

  it('goes on alone with --no-voting, says what may be lost, and keeps what it has', async () => {
    const ran = await vc.run('node1', 'gnt-cluster', 'master-failover', '--no-voting', '--yes-do-it');
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stderr, /only candidates without an answer have are lost/);
    assert.match(await tags(vc, 'node1'), /before[\s\S]*last[\s\S]*meanwhile/);
    await vc.ok('gnt-cluster', 'add-tags', 'alone');
    const verified = await vc.run('node1', 'gnt-cluster', 'verify', '--error-codes');
    assert.match(verified.stdout, /WARNING:ECLUSTERFILECHECK:cluster:.*safe on the master only/);
  });

  it('takes the others in again when they return', async () => {
    await power(vc, 'node2', 'boot');
    await power(vc, 'node3', 'boot');
    await settled(vc, 'node1', 3);
    for (const node of ['node2', 'node3'])
      await eventually(`${node} knows the master`, async () =>
        (await vc.okOn(node, 'gnt-cluster', 'getmaster')).trim() === 'node1' ? true : undefined,
      );
    assert.match(await tags(vc, 'node1'), /alone/);
  });
});
