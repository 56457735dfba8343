import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ConfigData } from '@gnt/objects';
import type { ConfigSnapshot } from '../../../../lib/config/interface.js';
import { JobReservations } from '../../../../lib/config/reservations.js';
import { allMacs, drbdMinorsOf } from '../../../../lib/config/usage.js';
import { AddressPool } from '../../../../lib/config/pool.js';
import { CountingRandom, recordedConfig } from '../../../support/config-data.js';

const cfg = recordedConfig();
const netOf = (name: string): ConfigSnapshot['networks'][string] => {
  const net = Object.values(cfg.networks).find((n) => n.name === name);
  assert.ok(net);
  return net;
};
const make = (of: ConfigSnapshot = cfg): JobReservations => new JobReservations(() => of, new CountingRandom());
const refused = (fn: () => unknown, pattern: RegExp): void => {
  assert.throws(fn, (e: Error) => e.name === 'ReservationError' && pattern.test(e.message));
};

describe('JobReservations', () => {
  it("makes MACs with the cluster's prefix, or the network's", () => {
    const r = make();
    assert.match(r.generateMac('1', null), /^aa:00:01:/);
    assert.match(r.generateMac('1', netOf('net2b').uuid), /^aa:bb:cc:/);
    assert.match(r.generateMac('1', netOf('net1').uuid), /^aa:00:01:/);
    refused(() => r.generateMac('1', 'nowhere'), /'nowhere' not found/);
  });

  it('refuses MACs in use or promised, until the job ends', () => {
    const r = make();
    const [used = ''] = allMacs(cfg);
    refused(() => r.reserveMac('1', used), /in use/);
    r.reserveMac('1', 'aa:00:00:12:34:56');
    refused(() => r.reserveMac('2', 'aa:00:00:12:34:56'), /promised to another/);
    r.release('1');
    r.reserveMac('2', 'aa:00:00:12:34:56');
  });

  it('gives up when every try is taken', () => {
    const stuck = new JobReservations(() => cfg, { uuid: () => 'same', bytes: (n) => Buffer.alloc(n) });
    assert.equal(stuck.generateUuid('1'), 'same');
    refused(() => stuck.generateUuid('2'), /Not able to generate a new UUID/);
  });

  it('lets one job reserve its name again, and no other', () => {
    const r = make();
    r.reserveInstanceName('1', 'new');
    r.reserveInstanceName('1', 'new');
    refused(() => r.reserveInstanceName('2', 'new'), /'new' is promised/);
  });

  it('takes addresses from the pool and enters them when the job commits', () => {
    const r = make();
    const net = netOf('net1');
    const first = r.generateIp('1', net.uuid);
    const second = r.generateIp('1', net.uuid);
    assert.deepEqual([first, second], ['192.168.77.4', '192.168.77.7']);
    refused(() => r.reserveIp('2', net.uuid, first), /promised/);
    refused(() => r.reserveIp('2', net.uuid, '192.168.77.1'), /in use by an instance/);
    refused(() => r.reserveIp('2', net.uuid, '192.168.77.2'), /externally reserved/);
    r.reserveIp('1', net.uuid, '192.168.77.2', false);
    r.releaseIp('1', net.uuid, '192.168.77.1');
    const draft = structuredClone(cfg) as ConfigData;
    r.commitIps('1', draft);
    r.commitIps('1', draft);
    const pool = new AddressPool(draft.networks[net.uuid] ?? { network: '' });
    assert.deepEqual(
      [first, second, '192.168.77.2', '192.168.77.1'].map((a) => pool.isReserved(a)),
      [true, true, true, false],
    );
  });

  it('says when a network is full', () => {
    const net = netOf('net2b');
    const full = { ...cfg, networks: { [net.uuid]: { ...net, reservations: '1'.repeat(16) } } };
    refused(() => make(full).generateIp('1', net.uuid), /full/);
  });

  it('gives DRBD minors that neither the configuration nor a promise has', () => {
    const disk = { dev_type: 'drbd', logical_id: ['a', 'b', 11000, 0, 2, 'secret'], children: [], uuid: 'd0' };
    const drbd = { ...cfg, disks: { d0: disk } } as unknown as ConfigSnapshot;
    const r = make(drbd);
    assert.deepEqual(r.allocateDrbdMinors('1', ['a', 'b'], 'd1'), [1, 0]);
    assert.deepEqual(r.allocateDrbdMinors('2', ['b', 'a'], 'd2'), [1, 2]);
    r.releaseDrbdMinors('d1');
    assert.deepEqual(r.allocateDrbdMinors('2', ['a', 'b'], 'd3'), [1, 0]);
    r.release('2');
    assert.deepEqual(r.allocateDrbdMinors('3', ['a', 'b'], 'd4'), [1, 0]);
    refused(() => r.allocateDrbdMinors('3', ['a', 'a'], 'd5'), /two minors on one node/);
    assert.deepEqual(drbdMinorsOf(drbd).get('b'), new Map([[2, ['d0']]]));
  });

  it('never promises one thing to two jobs, whatever the order of requests and ends', () => {
    const net = netOf('net2b').uuid;
    const step = fc.record({
      owner: fc.constantFrom('1', '2', '3'),
      act: fc.constantFrom('mac', 'ip', 'minor', 'uuid', 'end'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const r = make();
        const held = new Map<string, Set<string>>();
        for (const { owner, act } of steps) {
          if (act === 'end') {
            r.release(owner);
            held.delete(owner);
            continue;
          }
          let got: string;
          try {
            got = {
              mac: () => r.generateMac(owner, net),
              ip: () => r.generateIp(owner, net),
              uuid: () => r.generateUuid(owner),
              minor: () => `minor ${String(r.allocateDrbdMinors(owner, ['n'], 'd')[0])}`,
            }[act]();
          } catch (e) {
            assert.match(String(e), /full/);
            continue;
          }
          for (const mine of held.values()) assert.equal(mine.has(got), false, got);
          held.set(owner, (held.get(owner) ?? new Set()).add(got));
        }
      }),
    );
  });
});
