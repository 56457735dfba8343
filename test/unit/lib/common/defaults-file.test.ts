import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseDefaults, splitWords } from '../../../../lib/common/defaults-file.js';

describe('splitWords', () => {
  it('splits at blanks and honours quotes and backslashes as a shell does', () => {
    assert.deepEqual(splitWords(`-b 127.0.0.1  --x='a b' "c \\"d\\" $e" f\\ g ''`), [
      '-b',
      '127.0.0.1',
      '--x=a b',
      'c "d" $e',
      'f g',
      '',
    ]);
  });

  it('ends at a comment, but not at a # inside a word', () => {
    assert.deepEqual(splitWords('a#b # c'), ['a#b']);
  });

  it('refuses a quote that is not closed, and says where', () => {
    assert.throws(() => splitWords("-b 'x", '/etc/default/ganeti'), /\/etc\/default\/ganeti: a quote is not closed/);
  });
});

describe('parseDefaults', () => {
  it('reads assignments, exported ones too, past comments and blank lines', () => {
    const text = `# daemons\n\nNODED_ARGS="--no-mlock -b 127.0.0.1"\nexport RAPI_ARGS='-b ::1' # why\nEMPTY=\n`;
    assert.deepEqual(
      [...parseDefaults(text)],
      [
        ['NODED_ARGS', '--no-mlock -b 127.0.0.1'],
        ['RAPI_ARGS', '-b ::1'],
        ['EMPTY', ''],
      ],
    );
  });

  it('refuses commands and unquoted blanks by line', () => {
    assert.throws(() => parseDefaults('A=1\nrm -rf /tmp/x', 'f'), /f, line 2: only NAME=value/);
    assert.throws(() => parseDefaults('A=-b x', 'f'), /f, line 1: quote the value of A/);
  });
});
