import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { argumentFault } from '../../../../../lib/cli/framework/arguments.js';
import { many, one, type Argument } from '../../../../../lib/cli/framework/command.js';

const CASES: readonly (readonly [string, readonly Argument[], number, string | undefined])[] = [
  ['none wanted, none given', [], 0, undefined],
  ['none wanted', [], 1, 'Error: Command x expects no arguments'],
  ['exactly two, one given', [one('instance'), one('host')], 1, 'Error: Command x expects 2 argument(s)'],
  ['exactly two', [one('instance'), one('host')], 2, undefined],
  [
    'at most two',
    [one('choice'), { kind: 'suggest', min: 0, max: 1 }],
    3,
    'Error: Command x expects only 2 argument(s)',
  ],
  ['at least one', [many('jobid', 1)], 0, 'Error: Command x expects at least 1 argument(s)'],
  ['one and any number', [one('instance'), many('unknown')], 5, undefined],
];

describe('argumentFault', () => {
  for (const [title, args, given, expected] of CASES) {
    it(title, () => {
      assert.equal(
        argumentFault(
          { name: 'x', args },
          Array.from({ length: given }, () => 'a'),
        ),
        expected,
      );
    });
  }
});
