import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AddressPool, ip4FromNumber, ip4ToNumber } from '../../../../lib/config/pool.js';
import { recordedConfig } from '../../../support/config-data.js';

describe('AddressPool', () => {
  const small = new AddressPool({ network: '192.0.2.0/29' });

  it('reads the pools of the recorded networks', () => {
    const net = Object.values(recordedConfig().networks).find((n) => n.name === 'net1');
    assert.ok(net);
    const pool = new AddressPool(net);
    assert.equal(pool.isReserved('192.168.77.1'), true);
    assert.equal(pool.isReserved('192.168.77.2', true), true);
    assert.equal(pool.findFree(), '192.168.77.4');
    assert.equal(pool.freeCount + pool.reservedCount, 256);
    assert.deepEqual(pool.fields, { reservations: net.reservations, ext_reservations: net.ext_reservations });
  });

  it('refuses to take twice and to give back what is free', () => {
    const taken = small.reserve('192.0.2.3');
    assert.throws(() => taken.reserve('192.0.2.3'), /192\.0\.2\.3 is already used by an instance/);
    assert.throws(() => small.release('192.0.2.3', true), /is not externally reserved/);
    assert.equal(taken.map, '...X....');
    assert.equal(small.map, '........');
  });

  it('refuses addresses outside and networks it cannot hold', () => {
    assert.throws(() => small.indexOf('192.0.2.8'), /192\.0\.2\.0\/29 does not contain 192\.0\.2\.8/);
    assert.throws(() => small.contains('192.0.2'), /not an IPv4 address/);
    assert.throws(() => new AddressPool({ network: '10.0.0.0/8' }), /too big, at most a \/16/);
    assert.throws(() => new AddressPool({ network: '10.0.0.0/31' }), /too small, at least a \/30/);
    assert.throws(() => new AddressPool({ network: '10.0.0.1/24' }), /host bits/);
    assert.throws(() => new AddressPool({ network: '10.0.0.0/30', reservations: '01' }), /not 4 digits/);
  });

  it('hands out each address once until it is full', () => {
    fc.assert(
      fc.property(fc.integer({ min: 26, max: 30 }), fc.array(fc.nat(63), { maxLength: 20 }), (length, external) => {
        let pool = new AddressPool({ network: `10.1.2.0/${String(length)}` });
        for (const i of new Set(external.map((n) => n % pool.size))) pool = pool.reserve(pool.addressAt(i), true);
        const free = pool.freeCount;
        const got = new Set<string>();
        for (let address = pool.findFree(); address !== undefined; address = pool.findFree()) {
          assert.equal(pool.isReserved(address, true), false);
          got.add(address);
          pool = pool.reserve(address);
        }
        assert.equal(got.size, free);
        assert.equal(pool.freeCount, 0);
      }),
    );
  });

  it('comes back to itself when an address is given back', () => {
    fc.assert(
      fc.property(fc.nat(255), fc.boolean(), (index, external) => {
        const pool = new AddressPool({ network: '10.0.0.0/24' });
        const address = pool.addressAt(index);
        assert.equal(pool.indexOf(address), index);
        assert.deepEqual(pool.reserve(address, external).release(address, external).fields, pool.fields);
      }),
    );
  });

  it('turns addresses to numbers and back', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 0xffffffff }), (n) => ip4ToNumber(ip4FromNumber(n)) === n));
  });
});
