import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ECODE_STATE, ganetiError, OpExecError, OpPrereqError, parseFilterText } from '@gnt/protocol';
import { formatError } from '../../../../../lib/cli/framework/format-error.js';
import { Paths } from '../../../../../lib/common/paths.js';

const paths = new Paths();

const CASES: readonly (readonly [unknown, number, string])[] = [
  [
    new OpPrereqError('bad', ECODE_STATE),
    1,
    'Failure: prerequisites not met for this operation:\nerror type: wrong_state, error details:\nbad',
  ],
  [ganetiError('OpPrereqError', ['bad']), 1, 'Failure: prerequisites not met for this operation:\nbad'],
  [new OpExecError('bad'), 1, 'Failure: command execution error:\nbad'],
  [ganetiError('ConfigurationError', ['bad']), 2, 'Corrupt configuration file: bad\nAborting.'],
  [ganetiError('ConfigVersionMismatch', [1, 2]), 2, 'Corrupt configuration file: 1\nAborting.'],
  [ganetiError('JobSubmittedException', [17]), 0, 'JobID: 17'],
  [
    ganetiError('HooksAbort', [
      [
        ['node1', 'check', 'no'],
        ['node2', 'check', ''],
      ],
    ]),
    1,
    'Failure: hooks execution failed:\n  node: node1, script: check, output: no\n  node: node2, script: check (no output)',
  ],
  [ganetiError('HooksFailure', ['bad']), 1, 'Failure: hooks general failure: bad'],
  [ganetiError('ResolverError', ['nohost', -2, 'unknown']), 1, "Failure: can't resolve hostname 'nohost'"],
  [ganetiError('TagError', ['bad']), 1, 'Failure: invalid tag(s) given:\nbad'],
  [ganetiError('TypeEnforcementError', ['bad']), 1, 'Parameter Error: bad'],
  [ganetiError('ParameterError', ['bad']), 1, "Failure: unknown/wrong parameter name 'bad'"],
  [ganetiError('JobLost', ['gone']), 1, 'Error checking job status: gone'],
  [
    ganetiError('NoMasterError', [paths.file('querySocket')]),
    1,
    "No answer from the config daemon.\nIs it running? 'daemon-util start ganeti-masterd' starts it.",
  ],
  [
    ganetiError('NoMasterError', ['/x']),
    1,
    "No answer from socket '/x'.\nIs it running? 'daemon-util start ganeti-masterd' starts it.",
  ],
  [ganetiError('RequestError', ['bad']), 1, 'The master daemon said something that is not understood:\nbad'],
  [ganetiError('LockError', ['bad']), 1, 'Unhandled Ganeti error: bad'],
  [new TypeError('bad'), 1, 'Unhandled exception: bad'],
];

describe('formatError', () => {
  for (const [error, exitCode, text] of CASES) {
    it(`says "${text.split('\n')[0] ?? ''}"`, () => {
      assert.deepEqual(formatError(error, paths), { exitCode, text });
    });
  }

  it('points at the place in a filter that cannot be read', () => {
    let thrown: unknown;
    try {
      parseFilterText('name ==');
    } catch (error) {
      thrown = error;
    }
    assert.match(formatError(thrown, paths).text, /^Error while parsing query filter: .*\nname ==\n +\^\n/s);
  });
});
