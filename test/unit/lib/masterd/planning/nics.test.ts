import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nicSettings } from '../../../../../lib/masterd/planning/nic-changes.js';
import { nicRequests, normalVlan } from '../../../../../lib/masterd/planning/nic-requests.js';
import { checkDeviceNames, normalHostName } from '../../../../../lib/masterd/planning/names.js';
import { labConfig } from '../../../../support/lab-config.js';

const { cluster } = labConfig([], (c) =>
  Object.assign(c.cluster.nicparams['default']!, { mode: 'bridged', link: 'br0', vlan: '' }),
);

describe('nicRequests', () => {
  const accepted: readonly (readonly [object, object])[] = [
    [{}, { mac: null, ip: null, name: null, network: null, nicparams: {} }],
    [{ mac: 'AA:00:00:00:00:1F' }, { mac: 'aa:00:00:00:00:1f' }],
    [{ mac: 'generate' }, { mac: null }],
    [{ ip: 'auto' }, { ip: '192.0.2.9' }],
    [{ ip: 'none' }, { ip: null }],
    [
      { ip: 'pool', network: 'blue' },
      { ip: 'pool', network: 'blue' },
    ],
    [{ network: 'None' }, { network: null }],
    [{ mode: 'routed', ip: '10.0.0.1', link: '100' }, { nicparams: { mode: 'routed', link: '100' } }],
    [{ vlan: '100' }, { nicparams: { vlan: '.100' } }],
    [{ name: 'None' }, { name: null }],
  ];
  for (const [given, expected] of accepted) {
    it(`reads ${JSON.stringify(given)}`, () => {
      const [nic] = nicRequests(cluster, [given as Record<string, unknown>], '192.0.2.9');
      assert.deepEqual({ ...nic, ...expected }, nic);
    });
  }

  const refused: readonly (readonly [object, RegExp, string?])[] = [
    [{ mac: 'xx' }, /Invalid MAC address 'xx'/],
    [{ ip: 'auto' }, /IP address 'auto' needs the name check/],
    [{ ip: '10.0.0' }, /Invalid IP address/],
    [{ ip: 'pool' }, /ip=pool needs a network/],
    [{ network: 'blue', link: 'br1' }, /A NIC with a network takes mode and link from it/],
    [{ mode: 'routed' }, /A routed NIC needs an IP address unless a network gives one/],
    [{ mode: 'tunnel' }, /Invalid NIC mode 'tunnel'/],
    [{ vlan: 'x' }, /VLAN parameter is invalid/],
  ];
  for (const [given, message] of refused) {
    it(`refuses ${JSON.stringify(given)}`, () => {
      assert.throws(() => nicRequests(cluster, [given as Record<string, unknown>]), message);
    });
  }

  it('knows untagged, tagged and trunked VLANs', () => {
    assert.deepEqual(['', '7', '.7', ':7:8', '.7:8'].map(normalVlan), ['', '.7', '.7', ':7:8', '.7:8']);
  });
});

describe('nicSettings', () => {
  it('tells what is left out from what is taken away', () => {
    assert.deepEqual(nicSettings('modify', {}), { own: {} });
    assert.deepEqual(nicSettings('modify', { ip: 'none', name: 'none', network: 'none' }), {
      ip: null,
      name: null,
      network: null,
      own: {},
    });
    assert.deepEqual(nicSettings('add', { link: 'default' }), { mac: null, own: { link: 'default' } });
  });

  const refused: readonly (readonly ['add' | 'modify', object, RegExp])[] = [
    ['modify', { mac: 'auto' }, /an existing NIC takes an address or 'generate' for its MAC, not 'auto'/],
    ['add', { mac: '1:2' }, /Invalid MAC address/],
    ['add', { ip: 'pool' }, /ip=pool needs a network/],
    ['add', { network: 'blue', mode: 'bridged' }, /a NIC with a network takes mode and link from it/],
    ['modify', { ip: '300.0.0.1' }, /Invalid IP address/],
    ['modify', { colour: 'red' }, /colour/],
  ];
  for (const [action, given, message] of refused) {
    it(`refuses to ${action} ${JSON.stringify(given)}`, () => {
      assert.throws(() => nicSettings(action, given as Record<string, unknown>), message);
    });
  }
});

describe('names', () => {
  it('of hosts are lower case without a dot at the end', () => {
    assert.equal(normalHostName('Web.Example.COM.'), 'web.example.com');
    for (const bad of ['', 'a b', '.a', 'a..b', 'x'.repeat(256)])
      assert.throws(() => normalHostName(bad), /Invalid hostname/);
  });

  it('of devices are no numbers and unique', () => {
    checkDeviceNames('NIC', [{ name: 'a' }, { name: null }, { name: 'none' }, { name: 'none' }, {}]);
    assert.throws(
      () => checkDeviceNames('NIC', [{ name: '-7' }]),
      /Invalid name '-7': a NIC needs more than digits in its name/,
    );
    assert.throws(() => checkDeviceNames('disk', [{ name: 'a' }, { name: 'a' }]), /disk name 'a' already used/);
  });
});
