import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { askYesNo, confirmOperation } from '../../../../../lib/cli/framework/ask.js';
import type { Io } from '../../../../../lib/cli/framework/io.js';

function terminal(...lines: string[]): { io: Io; written: string[] } {
  const written: string[] = [];
  const io: Io = {
    out: () => undefined,
    err: () => undefined,
    openTerminal: () => ({
      write: (text) => written.push(text),
      readLine: () => lines.shift(),
      close: () => undefined,
    }),
    readStdin: () => Promise.resolve(''),
  };
  return { io, written };
}

describe('questions', () => {
  it('takes no terminal for no', () => {
    const { io } = terminal('y');
    assert.equal(askYesNo({ ...io, openTerminal: () => undefined }, 'Sure?'), false);
  });

  it('asks until an answer is one of those offered', () => {
    const { io, written } = terminal('maybe', 'Y');
    assert.equal(askYesNo(io, 'Sure?'), true);
    assert.equal(written.filter((text) => text === 'Sure?\ny/[n]/?: ').length, 2);
  });

  it('explains the answers', () => {
    const { io, written } = terminal('?', 'n');
    assert.equal(askYesNo(io, 'Sure?'), false);
    assert.ok(written.some((text) => text.startsWith(' y - ')));
  });

  it('takes the end of input for no', () => {
    assert.equal(askYesNo(terminal().io, 'Sure?'), false);
  });

  it('shows what is affected, many things only on demand', () => {
    const few = terminal('y');
    assert.equal(confirmOperation(few.io, ['a', 'b'], 'instances', 'shutdown'), true);
    assert.match(
      few.written[0] ?? '',
      /The shutdown will operate on 2 instances\.\nDo you want to continue\?\nAffected instances:\n {2}a\n {2}b\n/,
    );
    const many = terminal('v', 'n');
    const names = Array.from({ length: 21 }, (_, i) => `i${String(i)}`);
    assert.equal(confirmOperation(many.io, names, 'instances', 'shutdown'), false);
    assert.doesNotMatch(many.written[0] ?? '', /i20/);
    assert.match(many.written[0] ?? '', /y\/v\/\[n\]\/\?/);
    assert.match(many.written[1] ?? '', /i20/);
  });
});
