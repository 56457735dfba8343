import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applyChanges, deviceChanges, placeFor, placeOf } from '../../../../../lib/masterd/planning/device-changes.js';

describe('deviceChanges', () => {
  it('reads the short form of old clients as the long one', () => {
    assert.deepEqual(
      deviceChanges('disk', [
        ['add', { size: 1 }],
        [2, { mode: 'ro' }],
      ]),
      deviceChanges('disk', [
        ['add', -1, { size: 1 }],
        ['modify', 2, { mode: 'ro' }],
      ]),
    );
  });

  it('refuses several additions in the short form, and settings for a removal', () => {
    assert.throws(
      () =>
        deviceChanges('NIC', [
          ['add', {}],
          ['remove', {}],
        ]),
      /Add, attach, remove or detach one NIC at a time/,
    );
    assert.throws(
      () => deviceChanges('NIC', [['detach', 0, { ip: 'x' }]]),
      /To remove or detach a NIC takes no settings/,
    );
  });
});

describe('places of devices', () => {
  const devices = [
    { uuid: 'u0', name: 'a' },
    { uuid: 'u1', name: null },
  ];

  it('are found by index, name and UUID', () => {
    assert.deepEqual(
      [0, '1', -1, 'a', 'u1'].map((target) => placeOf('NIC', target, devices)),
      [0, 1, 1, 0, 1],
    );
    assert.deepEqual([placeFor('NIC', -1, 2), placeFor('NIC', '2', 2), placeFor('NIC', 0, 2)], [2, 2, 0]);
  });

  it('are refused beyond the end, and by name for what is new', () => {
    for (const target of [2, -2, '7']) assert.throws(() => placeOf('NIC', target, devices), /there are only 2/);
    assert.throws(() => placeOf('NIC', 'nosuch', devices), /Cannot find NIC with identifier nosuch/);
    assert.throws(() => placeOf('NIC', -1, []), /there are only 0/);
    assert.throws(() => placeFor('NIC', 3, 2), /there are only 2/);
    assert.throws(() => placeFor('NIC', 'a', 2), /Only positive integer or -1/);
  });
});

describe('applyChanges', () => {
  it('makes changes one after the other and tells of each', async () => {
    const done: string[] = [];
    const { devices, rows } = await applyChanges(
      'disk',
      [{ uuid: 'a' }, { uuid: 'b' }],
      deviceChanges('disk', [
        ['remove', 0, {}],
        ['add', 0, { uuid: 'c' }],
        ['modify', 'b', { uuid: 'B' }],
        ['detach', -1, {}],
      ]),
      {
        add: async (index, { uuid }) => [{ uuid: String(uuid) }, [[`disk/${index}`, 'add']]],
        attach: async () => assert.fail('nothing is attached'),
        placed: async ({ uuid }) => {
          done.push(uuid);
        },
        modify: async (index, _device, { uuid }) => [{ uuid: String(uuid) }, [[`disk/${index}`, 'changed']]],
        remove: async () => 'hotplug:done',
        detach: async () => undefined,
      },
    );
    assert.deepEqual(devices, [{ uuid: 'c' }]);
    assert.deepEqual(rows, [
      ['disk/0', 'remove'],
      ['disk/0', 'hotplug:done'],
      ['disk/0', 'add'],
      ['disk/1', 'changed'],
      ['disk/1', 'detach'],
    ]);
    assert.deepEqual(done, ['c']);
  });
});
