import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLogger } from '../../../../lib/common/log.js';
import { Trouble } from '../../../../lib/mond/trouble.js';

describe('Trouble', () => {
  it('is told when it begins and when it is over, however often it strikes', () => {
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push((JSON.parse(line) as { msg: string }).msg) };
    const trouble = new Trouble(createLogger({ name: 'test', destination }), 'a report failed');
    trouble.went('drbd');
    for (let i = 0; i < 3; i += 1) trouble.failed('drbd', new Error('no DRBD'));
    trouble.failed('lv', new Error('no LVM'));
    trouble.went('drbd');
    trouble.went('drbd');
    trouble.failed('drbd', new Error('gone again'));
    assert.deepEqual(lines, ['a report failed', 'a report failed', 'works again', 'a report failed']);
  });
});
