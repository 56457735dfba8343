import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TagKind } from '@gnt/constants';
import { Lab } from '../../../../../support/lab.js';
import { labConfig } from '../../../../../support/lab-config.js';

const targets: readonly (readonly [TagKind, string | null, string])[] = [
  ['cluster', null, '/cluster'],
  ['node', 'node2', '/nodes/node2.example.com'],
  ['instance', 'web', '/instances/web.example.com'],
  ['nodegroup', 'default', '/nodegroup/default'],
];

describe('tags', () => {
  for (const [kind, name, path] of targets) {
    it(`are set, told, found and taken away on ${kind} objects`, async () => {
      const lab = await Lab.open(labConfig([{ name: 'web' }]));
      await lab.run({ OP_ID: 'OP_TAGS_SET', kind, name, tags: ['a:1', 'b'] });
      await lab.run({ OP_ID: 'OP_TAGS_SET', kind, name, tags: ['b'] });
      assert.deepEqual(await lab.run({ OP_ID: 'OP_TAGS_GET', kind, name }), ['a:1', 'b']);
      assert.deepEqual(await lab.run({ OP_ID: 'OP_TAGS_SEARCH', pattern: '^a:' }), [[path, 'a:1']]);
      await lab.run({ OP_ID: 'OP_TAGS_DEL', kind, name, tags: ['a:1'] });
      assert.deepEqual(await lab.run({ OP_ID: 'OP_TAGS_GET', kind, name }), ['b']);
    });
  }

  it('are refused when malformed, and removed only when all of them are there', async () => {
    const lab = await Lab.open();
    const cluster = { kind: 'cluster', name: null } as const;
    await assert.rejects(lab.run({ OP_ID: 'OP_TAGS_SET', ...cluster, tags: ['ok', 'a b'] }));
    await lab.run({ OP_ID: 'OP_TAGS_SET', ...cluster, tags: ['ok'] });
    await assert.rejects(
      lab.run({ OP_ID: 'OP_TAGS_DEL', ...cluster, tags: ['ok', 'no', 'ab'] }),
      /Tag\(s\) 'ab', 'no' not found/,
    );
    assert.deepEqual(lab.cfg.cluster.tags, ['ok']);
  });

  it('are limited in number', async () => {
    const lab = await Lab.open();
    const tags = Array.from({ length: 4097 }, (_, i) => `t${i}`);
    await assert.rejects(lab.run({ OP_ID: 'OP_TAGS_SET', kind: 'cluster', name: null, tags }), /at most 4096 tags/);
  });

  it('cannot be searched by a malformed pattern', async () => {
    const lab = await Lab.open();
    await assert.rejects(lab.run({ OP_ID: 'OP_TAGS_SEARCH', pattern: '(' }), /Invalid search pattern '\('/);
  });
});
