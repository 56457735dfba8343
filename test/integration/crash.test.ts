import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runProgram } from '../support/vcluster.js';

describe('daemons that are killed under load', () => {
  // The long run is for check:full.
  it('lose nothing that they acknowledged, here or on a candidate, over five kills, one of them a lost master', async () => {
    const ran = await runProgram([process.execPath, 'scripts/crash-test.mjs', '--kills', '5'], '', 900_000);
    assert.equal(ran.code, 0, `${ran.stdout}${ran.stderr}`);
    assert.match(ran.stdout, /acknowledgements over 5 kills .*loss [1-9].*: 0 lost/);
  });
});
