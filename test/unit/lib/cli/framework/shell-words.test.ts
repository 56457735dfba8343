import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { quoteShellWord, splitShellWords } from '../../../../../lib/cli/framework/shell-words.js';

describe('splitShellWords', () => {
  it('splits at blanks and keeps what is quoted', () => {
    assert.deepEqual(splitShellWords(`  -o name,status\t--filter 'a == "b"' "x \\"y\\"" c\\ d ''`), [
      '-o',
      'name,status',
      '--filter',
      'a == "b"',
      'x "y"',
      'c d',
      '',
    ]);
  });

  it('refuses an open quote', () => {
    assert.throws(() => splitShellWords("-o 'name"), /No closing quotation/);
  });

  it('reads back what was quoted', () => {
    const words = ['plain', "it's", 'a b', '', '$HOME', '--x=1'];
    assert.deepEqual(splitShellWords(words.map((w) => (w === '' ? "''" : quoteShellWord(w))).join(' ')), words);
  });
});
