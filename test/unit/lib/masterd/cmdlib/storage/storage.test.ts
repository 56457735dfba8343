import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BlockDevStatus } from '@gnt/protocol';
import { wipeChunk } from '../../../../../../lib/masterd/cmdlib/storage/fill.js';
import { emptiedDirectories } from '../../../../../../lib/masterd/cmdlib/storage/remove.js';
import { judgeSync } from '../../../../../../lib/masterd/cmdlib/storage/sync.js';
import { Lab } from '../../../../../support/lab.js';
import { diskOf, labConfig } from '../../../../../support/lab-config.js';

const state = (more: Partial<BlockDevStatus>): BlockDevStatus => ({
  dev_path: '/dev/drbd0',
  major: 147,
  minor: 0,
  sync_percent: null,
  estimated_time: null,
  is_degraded: false,
  ldisk_status: 1,
  ...more,
});

describe('judgeSync', () => {
  it('is done when nothing synchronises', () => {
    assert.deepEqual(judgeSync(['disk/0'], [state({})], 'n'), {
      done: true,
      degraded: false,
      seconds: 0,
      lines: [],
      unknown: [],
    });
  });

  it('waits as long as the slowest disk needs and tells how far each is', () => {
    const look = judgeSync(
      ['disk/0', 'disk/1'],
      [state({ sync_percent: 4.5, estimated_time: 90, is_degraded: true }), state({ sync_percent: 50 })],
      'n',
    );
    assert.deepEqual(
      [look.done, look.degraded, look.lines],
      [
        false,
        false,
        [
          '- device disk/0:  4.50% done, 1m 30s remaining (estimated)',
          '- device disk/1: 50.00% done, no time estimate',
        ],
      ],
    );
  });

  it('sees disks that are degraded without synchronising, and those nobody knows', () => {
    assert.equal(judgeSync(['disk/0'], [state({ is_degraded: true })], 'n').degraded, true);
    assert.deepEqual(judgeSync(['disk/0'], [null], 'n').unknown, ["Can't compute data for node n/disk/0"]);
  });
});

describe('wipeChunk', () => {
  const sizes: readonly (readonly [number, number])[] = [
    [1, 1],
    [100, 10],
    [1024, 102],
    [100_000, 1024],
  ];
  for (const [size, chunk] of sizes) {
    it(`is ${chunk} MiB for a disk of ${size} MiB`, () => {
      assert.equal(wipeChunk(size), chunk);
    });
  }
});

describe('emptiedDirectories', () => {
  it('are those that no other disk is in', () => {
    const a = { ...diskOf('a', 'file', 'n'), uuid: '1' };
    const b = { ...diskOf('a', 'file', 'n'), uuid: '2' };
    assert.deepEqual(emptiedDirectories([a], [a, b]), []);
    assert.deepEqual(emptiedDirectories([a, b], [a, b]), ['/srv/ganeti/file/a.example.com']);
    assert.deepEqual(emptiedDirectories([diskOf('a', 'plain', 'n')], []), []);
  });
});

describe('storage units of nodes', () => {
  const query = {
    OP_ID: 'OP_NODE_QUERY_STORAGE',
    storage_type: 'file',
    nodes: [],
    output_fields: ['node', 'type', 'size', 'name'],
  } as const;

  it('are listed by node, passing over nodes that do not answer', async () => {
    const lab = await Lab.open();
    lab.rpc.answer('storage_list', (node) => [[100, `/srv/${node}`]]);
    lab.rpc.fail('storage_list', 'boom', 'node2');
    const given = { ...query, nodes: [], output_fields: [...query.output_fields] };
    assert.deepEqual(await lab.run(given), [
      ['node1.example.com', 'file', 100, '/srv/node1'],
      ['node3.example.com', 'file', 100, '/srv/node3'],
    ]);
    assert.deepEqual(lab.rpc.argsOf('storage_list')[0]?.fields, ['size', 'name']);
    assert.match(lab.lines.join('\n'), /Can't get storage data from node node2.example.com: boom/);
  });

  it('are refused by a type that is not enabled, or without such a field', async () => {
    const lab = await Lab.open();
    await assert.rejects(
      lab.run({ ...query, nodes: [], output_fields: ['name'], storage_type: 'lvm-vg' }),
      /Storage type 'lvm-vg' belongs to no enabled disk template; enabled are: file,sharedfile,diskless/,
    );
  });

  it('of logical volumes name the instance they belong to', async () => {
    const config = labConfig([{ name: 'web' }], (c) => {
      Object.assign(c.disks['web-disk0']!, { dev_type: 'plain', logical_id: ['xenvg', 'v0'], nodes: ['node2'] });
      c.cluster.enabled_disk_templates.push('plain');
    });
    const lab = await Lab.open(config);
    lab.rpc.answer('node_volumes', [
      { name: 'v1', size: '10.0', dev: '/dev/sdb', vg: 'xenvg' },
      { name: 'v0', size: '20.5', dev: '/dev/sda', vg: 'xenvg' },
    ]);
    const rows = await lab.run({
      OP_ID: 'OP_NODE_QUERYVOLS',
      nodes: ['node2'],
      output_fields: ['phys', 'name', 'size', 'instance', 'node'],
    });
    assert.deepEqual(rows, [
      ['/dev/sda', 'v0', '20', 'web.example.com', 'node2.example.com'],
      ['/dev/sdb', 'v1', '10', '-', 'node2.example.com'],
    ]);
  });
});
