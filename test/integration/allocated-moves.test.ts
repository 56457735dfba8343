import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { TestCluster } from '../support/vcluster.js';

const ADD = ['gnt-instance', 'add', '-t', 'sharedfile', '-o', 'noop', '-s', '16m', '-B', 'memory=128m'];

describe('commands that let hail decide, on two groups of two nodes', () => {
  let vc: TestCluster;
  before(async () => {
    vc = await TestCluster.create(4);
    await vc.ok('gnt-group', 'add', 'second');
    await vc.ok('gnt-group', 'assign-nodes', 'second', 'node3', 'node4');
  });
  after(async () => {
    await vc.destroy();
  });

  const placesOf = async (...names: string[]): Promise<string[]> =>
    (await vc.ok('gnt-instance', 'list', '--no-headers', '-o', 'pnode', ...names)).trim().split(/\s+/);
  const groupsOf = async (...names: string[]): Promise<string[]> =>
    (await vc.ok('gnt-instance', 'list', '--no-headers', '-o', 'pnode.group', ...names)).trim().split(/\s+/);
  /** Numbers of the nodes of a group that answers. */
  const counts = async (): Promise<string[]> =>
    (await vc.ok('gnt-group', 'list', '--no-headers', '--separator=:', '-o', 'name,node_cnt,pinst_cnt'))
      .trim()
      .split('\n');

  it('creates a batch of instances, each where there is most room', async () => {
    const file = join(vc.dir, 'batch.json');
    const instance = (name: string): object => ({
      ...{ instance_name: name, mode: 'create', disks: [{ size: 16 }], nics: [], disk_template: 'sharedfile' },
      ...{ os_type: 'noop', beparams: { maxmem: 128, minmem: 128 }, group_name: 'default' },
    });
    await writeFile(file, JSON.stringify(['batch1', 'batch2', 'batch3', 'batch4'].map(instance)));
    assert.match(await vc.ok('gnt-instance', 'batch-create', file), /All instances created successfully\.\n$/);
    assert.equal(await vc.field('batch1', 'status'), 'running');
    const places = await placesOf('batch1', 'batch2', 'batch3', 'batch4');
    assert.deepEqual(
      ['node1', 'node2'].map((node) => places.filter((place) => place === node).length),
      [2, 2],
    );
  });

  it('says which instance of a batch is wrong and creates none', async () => {
    const file = join(vc.dir, 'wrong.json');
    await writeFile(
      file,
      JSON.stringify([{ instance_name: 'batch9', mode: 'create', disks: [], nics: [] }, { disks: 3 }]),
    );
    const ran = await vc.run('node1', 'gnt-instance', 'batch-create', file);
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, /Definition 1 is wrong: /);
    assert.equal((await vc.run('node1', 'gnt-instance', 'list', 'batch9')).code, 1);
  });

  it('moves an instance to another group and back, running', async () => {
    await vc.ok(...ADD, '-n', 'node1', 'wanderer');
    assert.match(
      await vc.ok('gnt-instance', 'change-group', '--to', 'second', 'wanderer'),
      / - INFO: Instances to be moved: wanderer \(to second\)\n[^]*Instance 'wanderer' changed group successfully\.\n$/,
    );
    assert.deepEqual(await groupsOf('wanderer'), ['second']);
    await vc.ok('gnt-instance', 'change-group', 'wanderer');
    assert.deepEqual(await groupsOf('wanderer'), ['default']);
    assert.equal(await vc.field('wanderer', 'status'), 'running');
    const same = await vc.run('node1', 'gnt-instance', 'change-group', '--to', 'default', 'wanderer');
    assert.equal(same.code, 1);
    assert.match(same.stderr, /wrong_input/);
  });

  it('empties a node within its group', async () => {
    await vc.ok(...ADD, '-n', 'node2', '--no-start', 'stopped');
    const out = await vc.ok('gnt-node', 'evacuate', '-f', '-p', 'node2');
    assert.match(out, /All instances evacuated successfully\.\n$/);
    assert.deepEqual(await placesOf('stopped'), ['node1']);
    const node = await vc.ok('gnt-node', 'list', '--no-headers', '-o', 'pinst_cnt', 'node2');
    assert.equal(node.trim(), '0');
  });

  it('empties a group by failovers, one after the other', async () => {
    const before = (await counts()).map((line) => Number(line.split(':')[2]));
    const out = await vc.ok('gnt-group', 'evacuate', '--sequential', '--force-failover', '--to', 'second', 'default');
    assert.match(out, /Jobs will be submitted to run sequentially\n/);
    assert.doesNotMatch(out, /Migrating instance/);
    assert.match(out, /All instances evacuated successfully\.\n$/);
    const all = before.reduce((sum, n) => sum + n, 0);
    assert.deepEqual(await counts(), ['default:2:0', `second:2:${String(all)}`]);
    assert.equal(await vc.field('wanderer', 'status'), 'running');
  });

  it('refuses an allocator that is not there, and takes one that the operator has written', async () => {
    const unknown = await vc.run('node1', ...ADD, '-I', 'nosuch', 'other');
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /Failure while running the iallocator script: .*nosuch/);
    const folder = vc.path('node1', 'usr/local/lib/ganeti/iallocators');
    await vc.ok('mkdir', '-p', folder);
    await writeFile(
      join(folder, 'always4'),
      '#!/bin/sh\necho \'{"success":true,"info":"by decree","result":["node4"]}\'\n',
      { mode: 0o755 },
    );
    const out = await vc.ok(...ADD, '-I', 'always4', 'other');
    assert.match(out, /Selected nodes for instance other via iallocator always4: node4\n/);
    assert.deepEqual(await placesOf('other'), ['node4']);
  });
});
