import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { faultsOf } from '@gnt/ht/validate';
import { fillOpcode, opcodes, paramsOf, type GivenOpcode, type OpId } from '../src/index.js';
import type { Param } from '../src/define.js';
import { validateOpcode } from '../src/validate.js';
import { validOpcode, valueOtherThan } from './samples.js';

describe('every opcode of the table', () => {
  it('is there once', () => {
    assert.equal(opcodes.length, 76);
    assert.equal(new Set(opcodes.map((d) => d.id)).size, opcodes.length);
  });

  it('is documented, and so is each of its parameters', () => {
    for (const { id, doc } of opcodes) {
      assert.match(doc, /^[A-Z].{10,}\.$/s, id);
      for (const [name, param] of Object.entries(paramsOf(id)))
        assert.match(param.doc, /^\S.{5,}\.$/s, `${id}.${name}`);
    }
  });

  it('names a parameter of its own in its summary, or none', () => {
    for (const { id, summaryField, params } of opcodes) {
      assert.ok(summaryField === null || summaryField in params, id);
    }
  });

  it('has defaults that its own types accept', () => {
    for (const { id } of opcodes) {
      for (const [name, param] of Object.entries(paramsOf(id))) {
        if (!param.required) assert.deepEqual(faultsOf(param.type, param.default), [], `${id}.${name}`);
      }
    }
  });

  it('is accepted with nothing but what it must have', () => {
    for (const { id } of opcodes) assert.deepEqual(validateOpcode(validOpcode(id)), [], id);
  });

  it('refuses an unknown parameter by name and lists those allowed', () => {
    for (const { id } of opcodes) {
      const faults = validateOpcode({ ...validOpcode(id), no_such_parameter: 1 });
      assert.deepEqual(
        faults.map((f) => [f.opcode, f.parameter]),
        [[id, 'no_such_parameter']],
      );
      const message = faults[0]?.message ?? '';
      for (const name of [id, 'no_such_parameter', ...Object.keys(paramsOf(id)), 'OP_ID'])
        assert.ok(message.includes(name), message);
    }
  });

  it('refuses each parameter of a wrong kind by name', () => {
    let tried = 0;
    for (const { id } of opcodes) {
      for (const [name, param] of Object.entries(paramsOf(id))) {
        for (const wrong of valueOtherThan(param.type)) {
          const faults = validateOpcode({ ...validOpcode(id), [name]: wrong });
          assert.deepEqual(
            faults.map((f) => [f.opcode, f.parameter]),
            [[id, name]],
            `${id}.${name} = ${JSON.stringify(wrong)}`,
          );
          assert.ok(faults[0]?.message.includes(`'${name}'`));
          tried += 1;
        }
      }
    }
    assert.ok(tried > 3000, `only ${tried} wrong values tried`);
  });

  it('refuses to go without a parameter that it must have, by name', () => {
    for (const { id } of opcodes) {
      const mandatory = Object.entries(paramsOf(id)).filter(
        ([, p]: [string, Param<unknown>]) => p.required || p.onWire,
      );
      for (const [name] of mandatory) {
        const rest = Object.fromEntries(Object.entries(validOpcode(id)).filter(([n]) => n !== name));
        assert.deepEqual(
          validateOpcode(rest).map((f) => [f.opcode, f.parameter]),
          [[id, name]],
          `${id}.${name}`,
        );
      }
    }
  });

  it('comes out of fillOpcode with all parameters, in the original order, sharing no default', () => {
    for (const { id } of opcodes) {
      const once = fillOpcode(validOpcode(id) as unknown as GivenOpcode<OpId>);
      const twice = fillOpcode(validOpcode(id) as unknown as GivenOpcode<OpId>);
      assert.deepEqual(Object.keys(once), [...Object.keys(paramsOf(id)), 'OP_ID']);
      assert.deepEqual(once, twice);
      for (const [name, value] of Object.entries(once)) {
        if (typeof value !== 'object' || value === null) continue;
        assert.notEqual(value, (twice as unknown as Record<string, unknown>)[name], `${id}.${name}`);
      }
    }
  });
});
