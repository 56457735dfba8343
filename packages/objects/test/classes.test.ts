import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { accepts, faultsOf } from '@gnt/ht/validate';
import { anyClass, configFieldNames, configObjects, nicClass, nodeClass, objectText } from '../src/index.js';

describe('classes of config.data', () => {
  it('are all 18 of the original', () => {
    assert.equal(Object.keys(configObjects).length, 18);
    assert.deepEqual(configFieldNames()['NIC'], ['mac', 'ip', 'nicparams', 'network', 'name', 'uuid']);
    assert.ok(!configFieldNames()['Disk']?.includes('dev_type'));
  });

  it('are types as well', () => {
    const nic = { mac: 'aa:00:00:00:00:01', nicparams: {}, uuid: 'u', ip: null };
    assert.ok(accepts(nicClass.type, nic));
    assert.deepEqual(
      faultsOf(nicClass.type, { mac: 'x', nicparams: {}, colour: 1 }).map((f) => f.message),
      ["missing key 'uuid'", "unknown key 'colour'"],
    );
  });

  it('are written in the order of the file, without what is empty and may be', () => {
    const text = objectText(anyClass(nicClass))({
      uuid: 'u',
      name: undefined,
      ip: null,
      nicparams: { vlan: '', link: 'br0' },
      mac: 'm',
    });
    assert.equal(text, '{"mac":"m","nicparams":{"link":"br0","vlan":""},"uuid":"u"}');
    const node = { name: 'n', tags: ['b', 'a', 'b'], hv_state_static: {}, disk_state_static: { x: 1 } };
    assert.equal(objectText(anyClass(nodeClass))(node), '{"name":"n","disk_state_static":{"x":1},"tags":["a","b"]}');
  });

  it('remember the text of frozen objects only', () => {
    const text = objectText(anyClass(nicClass));
    const nic = { mac: 'a', nicparams: {}, uuid: 'u' };
    assert.match(text(nic), /"mac":"a"/);
    nic.mac = 'b';
    assert.match(text(nic), /"mac":"b"/);
    assert.equal(text(Object.freeze(nic)), text(nic));
  });
});
