import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Guests } from '../../../../lib/metad/guests.js';
import { osParametersWithVisibility, publicOsParameters } from '../../../../lib/metad/os-parameters.js';

const instance = (name: string, ip?: string): Record<string, unknown> => ({
  name,
  nics: [
    { mac: 'aa:00:00:00:00:01', ip: '192.0.2.1' },
    ...(ip === undefined ? [] : [{ name: `ganeti:communication:${name}`, ip }]),
  ],
});

describe('Guests', () => {
  it('finds a guest by the address of its communication NIC only', () => {
    const guests = new Guests();
    assert.deepEqual(guests.update(instance('web', '169.254.0.5')), { name: 'web', address: '169.254.0.5' });
    assert.equal(guests.find('169.254.0.5')?.name, 'web');
    assert.equal(guests.find('::ffff:169.254.0.5')?.name, 'web');
    assert.equal(guests.find('192.0.2.1'), undefined);
    assert.equal(guests.find('169.254.0.6'), undefined);
  });

  it('forgets an address that the instance, or the NIC, has no more', () => {
    const guests = new Guests();
    guests.update(instance('web', '169.254.0.5'));
    guests.update(instance('web', '169.254.0.6'));
    assert.deepEqual([guests.find('169.254.0.5'), guests.find('169.254.0.6')?.name], [undefined, 'web']);
    guests.update(instance('db', '169.254.0.6'));
    assert.equal(guests.find('169.254.0.6')?.name, 'db');
    assert.deepEqual(guests.update(instance('db')), { name: 'db', address: undefined });
    assert.equal(guests.find('169.254.0.6'), undefined);
  });

  it('refuses what is no instance and keeps what it had', () => {
    const guests = new Guests();
    guests.update(instance('web', '169.254.0.5'));
    for (const [wrong, message] of [
      [null, /a dictionary is expected/],
      [[], /a dictionary is expected/],
      [{ nics: [] }, /the name is not a string/],
      [{ name: 'web' }, /'nics' is not a list/],
      [{ name: 'web', nics: [1] }, /a NIC is not a dictionary/],
      [{ name: 'web', nics: [{ name: 'ganeti:communication:web' }] }, /no IP address/],
    ] as const) {
      assert.throws(() => guests.update(wrong), message);
    }
    assert.equal(guests.find('169.254.0.5')?.name, 'web');
  });
});

describe('OS parameters for a guest', () => {
  it('come with their visibility, the most secret of a name', () => {
    const data = {
      osparams: { image: 'http://h.test/i', key: 'weak' },
      osparams_private: { key: 'better', token: 1 },
      osparams_secret: { token: 's3' },
    };
    assert.deepEqual(osParametersWithVisibility(data), {
      image: ['http://h.test/i', 'public'],
      key: ['better', 'private'],
      token: ['s3', 'secret'],
    });
    assert.deepEqual(publicOsParameters(data), { image: 'http://h.test/i', key: 'weak' });
  });

  it('are all there or none', () => {
    assert.throws(() => osParametersWithVisibility({ osparams: {}, osparams_private: {} }), /secret OS parameters/);
    assert.throws(() => publicOsParameters({ osparams: [] }), /public OS parameters/);
  });
});
