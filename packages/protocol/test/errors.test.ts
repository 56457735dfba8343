import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  decodeError,
  encodeError,
  encodeOpError,
  ERRORS,
  exitCodeOf,
  ganetiError,
  httpStatusOf,
  isA,
  isErrorClass,
  isWireError,
  OpExecError,
  OpPrereqError,
  type ErrorClass,
} from '@gnt/protocol';

const classes = Object.keys(ERRORS) as ErrorClass[];

describe('error table', () => {
  it('names an existing parent for each class', () => {
    for (const name of classes) {
      const { parent } = ERRORS[name];
      assert.ok(parent === null || isErrorClass(parent), `${name} extends ${String(parent)}`);
    }
  });
});

describe('errors on the wire', () => {
  it('come back with their class and arguments, through JSON', () => {
    for (const name of classes) {
      const args = ERRORS[name].args.map((arg) => `the ${arg}`);
      const back = decodeError(JSON.parse(JSON.stringify(encodeError(ganetiError(name, args)))));
      assert.equal(back.name, name);
      assert.deepEqual(back.args, args);
    }
  });

  it('carry the ECODE of an OpPrereqError', () => {
    const back = decodeError(encodeError(new OpPrereqError('no such node', 'unknown_entity')));
    assert.ok(back instanceof OpPrereqError);
    assert.equal(back.ecode, 'unknown_entity');
    assert.equal(back.message, 'no such node');
  });

  it('make an OpExecError an OpExecError again', () => {
    assert.ok(decodeError(['OpExecError', ['disk is gone']]) instanceof OpExecError);
  });

  it('show foreign errors by their message', () => {
    assert.deepEqual(encodeError(new TypeError('x is not a function')), ['GenericError', ['x is not a function']]);
    assert.deepEqual(encodeOpError(new TypeError('x is not a function')), ['OpExecError', ['x is not a function']]);
    assert.deepEqual(encodeOpError(ganetiError('JobQueueFull', [])), ['JobQueueFull', []]);
  });

  it('are not mistaken for something else of the same shape', () => {
    assert.equal(isWireError(['NoSuchError', ['x']]), false);
    assert.equal(isWireError(['OpExecError', 'x']), false);
    assert.equal(isWireError(['toString', []]), false);
    assert.equal(decodeError('Failed to parse request: nonsense').name, 'RequestError');
    assert.match(decodeError({ a: 1 }).message, /\{"a":1\}/);
  });
});

describe('what an error means', () => {
  it('is decided by the class and those above it', () => {
    const full = ganetiError('JobQueueFull', []);
    assert.ok(isA(full, 'JobQueueError') && isA(full, 'GenericError'));
    assert.ok(!isA(full, 'LockError'));
    assert.ok(!isA(new Error('x'), 'GenericError'));
  });

  it('gives exit codes and HTTP states', () => {
    assert.equal(exitCodeOf(ganetiError('ConfigVersionMismatch', [1, 2])), 2);
    assert.equal(exitCodeOf(ganetiError('JobSubmittedException', [7])), 0);
    assert.equal(exitCodeOf(new OpExecError('x')), 1);
    assert.equal(exitCodeOf(new Error('x')), 1);
    assert.equal(httpStatusOf(ganetiError('JobQueueFull', [])), 503);
    assert.equal(httpStatusOf(ganetiError('TimeoutError', ['x'])), 504);
    assert.equal(httpStatusOf(new OpExecError('x')), 500);
  });
});
