import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseOpcode, validateOpcode } from '../src/validate.js';

const delay = { OP_ID: 'OP_TEST_DELAY', duration: 1, reason: [] };

function messagesOf(value: unknown): string[] {
  return validateOpcode(value).map((f) => f.message);
}

describe('validateOpcode', () => {
  it('refuses what is not an opcode', () => {
    for (const value of [null, 1, 'OP_TEST_DELAY', [delay], {}, { OP_ID: null, reason: [] }]) {
      assert.equal(validateOpcode(value).length, 1, JSON.stringify(value));
    }
  });

  it('refuses an unknown OP_ID by name, inherited names of objects too', () => {
    for (const id of ['OP_NOSUCH', 'constructor', 'op_test_delay']) {
      assert.deepEqual(
        validateOpcode({ OP_ID: id, reason: [] }).map((f) => [f.opcode, f.parameter]),
        [[id, 'OP_ID']],
      );
    }
    assert.ok(messagesOf({ OP_ID: 'OP_NOSUCH' })[0]?.includes('OP_NOSUCH'));
  });

  it('asks for a reason, but takes an empty one', () => {
    assert.deepEqual(messagesOf(delay), []);
    const without = { OP_ID: delay.OP_ID, duration: delay.duration };
    assert.match(messagesOf(without)[0] ?? '', /OP_TEST_DELAY.*'reason' is missing/);
    assert.match(messagesOf({ ...delay, reason: null })[0] ?? '', /'reason' must be list/);
  });

  it('reports all faults at once', () => {
    const faults = validateOpcode({ OP_ID: 'OP_TEST_DELAY', duration: 'x', repeat: -1, a: 1, b: 2 });
    assert.deepEqual(
      faults.map((f) => f.parameter),
      ['a', 'b', 'duration', 'repeat', 'reason'],
    );
  });

  it('takes null for what may be left out, as the original does, but not for what must be there', () => {
    assert.deepEqual(messagesOf({ ...delay, on_nodes: null, repeat: null }), []);
    assert.match(messagesOf({ ...delay, duration: null })[0] ?? '', /'duration' must be number, not null/);
  });

  it('checks dependencies, relative ones included', () => {
    const dependsOn = (depends: unknown): string[] => messagesOf({ ...delay, depends });
    assert.deepEqual(
      dependsOn([
        [293, ['success']],
        ['12', []],
        [-1, ['canceled', 'error']],
      ]),
      [],
    );
    for (const wrong of [[293], [[293]], [['x', []]], [[1, ['running']]], [[1, [], 2]]]) {
      assert.equal(dependsOn(wrong).length, 1, JSON.stringify(wrong));
    }
  });

  it('does not repeat a secret that has the wrong type', () => {
    const message = messagesOf({ OP_ID: 'OP_TEST_OS_PARAMS', reason: [], osparams_secret: 's3cret' })[0] ?? '';
    assert.match(message, /osparams_secret/);
    assert.ok(!message.includes('s3cret'));
  });

  it('keeps messages short whatever was sent', () => {
    const message = messagesOf({ ...delay, duration: 'x'.repeat(1_000_000) })[0] ?? '';
    assert.ok(message.length < 300);
  });

  it('knows both forms of changes to devices', () => {
    const change = (nics: unknown): string[] =>
      messagesOf({ OP_ID: 'OP_INSTANCE_SET_PARAMS', instance_name: 'a', reason: [], nics });
    assert.deepEqual(
      change([
        ['add', -1, { link: 'br0' }],
        ['modify', 'lan0', { mac: null }],
        ['remove', '1', {}],
      ]),
      [],
    );
    assert.deepEqual(
      change([
        ['add', {}],
        [0, { mac: 'auto' }],
      ]),
      [],
    );
    for (const wrong of [
      [['grow', 0, {}]],
      [['add', 0, { nosuch: 'x' }]],
      [['modify', {}]],
      [
        ['add', -1, {}],
        ['add', {}],
      ],
    ]) {
      assert.equal(change(wrong).length, 1, JSON.stringify(wrong));
    }
  });
});

describe('parseOpcode', () => {
  it('fills in what was left out', () => {
    const parsed = parseOpcode({ ...delay, on_nodes: null });
    assert.ok(parsed.ok && parsed.opcode.OP_ID === 'OP_TEST_DELAY');
    assert.deepEqual(parsed.opcode.on_nodes, []);
    assert.equal(parsed.opcode.on_master, true);
    assert.equal(parsed.opcode.priority, 0);
  });
});

describe('what 3.0 clients still send', () => {
  const modify = { OP_ID: 'OP_INSTANCE_SET_PARAMS', instance_name: 'a', reason: [] };
  const hotplug = (given: object): unknown => {
    const parsed = parseOpcode({ ...modify, ...given });
    return parsed.ok && parsed.opcode.OP_ID === 'OP_INSTANCE_SET_PARAMS' ? parsed.opcode.hotplug : parsed;
  };

  it('takes hotplug_if_possible with its old meaning', () => {
    assert.equal(hotplug({ hotplug: false, hotplug_if_possible: true }), true);
    assert.equal(hotplug({ hotplug: false, hotplug_if_possible: false }), false);
    assert.equal(hotplug({ hotplug: true, hotplug_if_possible: false }), true);
    assert.equal(hotplug({ hotplug_if_possible: false }), false, 'off was the default of 3.0');
    assert.equal(hotplug({}), true, 'on is the default of 3.1');
  });

  it('refuses it with a value it never had, and with other opcodes', () => {
    assert.deepEqual(
      validateOpcode({ ...modify, hotplug_if_possible: 'yes' }).map((f) => f.parameter),
      ['hotplug_if_possible'],
    );
    assert.deepEqual(
      validateOpcode({ ...delay, hotplug_if_possible: true }).map((f) => f.parameter),
      ['hotplug_if_possible'],
    );
  });

  it('drops xen_cmd where it says what 3.1 does anyway, and keeps what it cannot do', () => {
    const hvparams = (value: unknown): unknown => {
      const parsed = parseOpcode({ OP_ID: 'OP_CLUSTER_SET_PARAMS', reason: [], hvparams: value });
      return parsed.ok && parsed.opcode.OP_ID === 'OP_CLUSTER_SET_PARAMS' ? parsed.opcode.hvparams : parsed;
    };
    assert.deepEqual(hvparams({ 'xen-pvm': { xen_cmd: 'xl', kernel_path: '/k' } }), {
      'xen-pvm': { kernel_path: '/k' },
    });
    assert.deepEqual(hvparams({ 'xen-pvm': { xen_cmd: 'xm' } }), { 'xen-pvm': { xen_cmd: 'xm' } });
    assert.deepEqual(hvparams(null), null);
  });
});
