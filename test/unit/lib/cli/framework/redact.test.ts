import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { redactedCommandLine } from '../../../../../lib/cli/framework/redact.js';

describe('redactedCommandLine', () => {
  it('leaves out values of private and secret parameters in both spellings', () => {
    const words = [
      'gnt-instance',
      'add',
      '--os-parameters-secret',
      'a=b',
      '--os-parameters-private=c=d',
      '-O',
      'e=f',
      'name',
    ];
    assert.equal(
      redactedCommandLine(words),
      'gnt-instance add --os-parameters-secret <redacted> --os-parameters-private=<redacted> -O e=f name',
    );
  });
});
