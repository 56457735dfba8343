import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LineCutter, MAX_LINE } from '../../../../lib/common/line-cutter.js';

describe('LineCutter', () => {
  it('puts lines together from any pieces', () => {
    const text = Buffer.from('eins\r\nzwölf\n\ndrei\nrest');
    for (let size = 1; size <= text.length; size++) {
      const cutter = new LineCutter();
      const lines: string[] = [];
      for (let at = 0; at < text.length; at += size) lines.push(...cutter.push(text.subarray(at, at + size)));
      assert.deepEqual(lines, ['eins\r', 'zwölf', '', 'drei']);
    }
  });

  it('drops a line that is too long and goes on with the next', () => {
    const cutter = new LineCutter();
    const flood = Buffer.alloc(MAX_LINE, 'x');
    assert.deepEqual(cutter.push(Buffer.from('a\n')), ['a']);
    for (let i = 0; i < 20; i++) assert.deepEqual(cutter.push(flood), []);
    assert.deepEqual(cutter.push(Buffer.from('end\nb\n')), ['b']);
  });
});
