import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { VALID_SS_KEYS } from '@gnt/constants';
import { sameSsconf, ssconfText, ssconfValues, writeSsconfFiles } from '../../../../lib/config/ssconf.js';
import { MemoryFiles, recordedConfig, testText } from '../../../support/config-data.js';

describe('ssconf', () => {
  it('has the files that the original wrote for the recorded configuration', async () => {
    const files = new MemoryFiles();
    await writeSsconfFiles(files, '/d', ssconfValues(recordedConfig()));
    const recorded = JSON.parse(testText('config/ssconf-3.1.json')) as Record<string, string>;
    assert.equal(Object.keys(recorded).length, VALID_SS_KEYS.length);
    for (const [key, text] of Object.entries(recorded)) {
      const expected = key === 'release_version' ? '3.1.1\n' : text;
      assert.equal(files.contents.get(`/d/ssconf_${key}`), expected, key);
      assert.equal(files.options.get(`/d/ssconf_${key}`)?.mode, 0o444);
    }
  });

  it('travels in the order of the keys', () => {
    const keys = Object.keys(ssconfValues(recordedConfig()));
    assert.deepEqual(keys, [...keys].sort());
  });

  it('writes lists as lines and empty values as empty files', () => {
    assert.equal(ssconfText(['a', 'b']), 'a\nb\n');
    assert.equal(ssconfText([]), '');
    assert.equal(ssconfText('a\n'), 'a\n');
  });

  it('refuses unknown keys and oversized values by name', async () => {
    const files = new MemoryFiles();
    await assert.rejects(writeSsconfFiles(files, '/d', { '../passwd': ['x'] }), /Unknown ssconf key '\.\.\/passwd'/);
    await assert.rejects(
      writeSsconfFiles(files, '/d', { node_list: 'x'.repeat(131073) }),
      /'node_list' has 131074 bytes/,
    );
    assert.equal(files.contents.size, 0);
  });

  it('knows when nothing changed', () => {
    const cfg = recordedConfig();
    assert.ok(sameSsconf(ssconfValues(cfg), ssconfValues(cfg)));
    assert.ok(!sameSsconf(ssconfValues(cfg), ssconfValues({ ...cfg, cluster: { ...cfg.cluster, tags: [] } })));
  });
});
