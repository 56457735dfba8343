import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import type { ConfigData, Disk } from '@gnt/objects';
import * as modify from '../../../../lib/config/modify.js';
import { verifyConfig } from '../../../../lib/config/verify/index.js';
import { recordedConfig } from '../../../support/config-data.js';

const recorded = recordedConfig();
const copy = (): ConfigData => structuredClone(recorded) as ConfigData;
const uuidOf = (name: string): string => Object.values(recorded.instances).find((i) => i.name === name)?.uuid ?? '';
const two = uuidOf('inst2.peer.test');
const four = uuidOf('inst4.peer.test');

describe('ports', () => {
  it('are taken from those given back first, then counted up to a limit', () => {
    const c = copy();
    modify.returnPort(c, 10500);
    modify.returnPort(c, 10500);
    assert.deepEqual(c.cluster.tcpudp_port_pool, [10500]);
    assert.equal(modify.allocatePort(c), 10500);
    assert.equal(modify.allocatePort(c), 11001);
    c.cluster.highest_used_port = 14999;
    assert.throws(() => modify.allocatePort(c), /beyond 14999 none/);
  });
});

describe('disks of an instance', () => {
  const disk = (uuid: string): Disk => ({ ...(Object.values(copy().disks)[0] as Disk), uuid, iv_name: '' });

  it('are numbered anew when one is put between or taken away', () => {
    const c = copy();
    const [first = '', second = ''] = c.instances[two]?.disks ?? [];
    modify.addDisk(c, two, disk('new'), 1);
    assert.deepEqual(c.instances[two]?.disks, [first, 'new', second]);
    assert.deepEqual(
      [first, 'new', second].map((u) => c.disks[u]?.iv_name),
      ['disk/0', 'disk/1', 'disk/2'],
    );
    modify.removeDisk(c, two, first);
    assert.deepEqual(
      ['new', second].map((u) => c.disks[u]?.iv_name),
      ['disk/0', 'disk/1'],
    );
    assert.equal(c.disks[first], undefined);
    modify.detachDisk(c, two, 'new');
    assert.ok(c.disks['new']);
    assert.deepEqual(verifyConfig(c), []);
  });

  it('are on one instance only, at an index that exists', () => {
    const c = copy();
    const [first = ''] = c.instances[two]?.disks ?? [];
    assert.throws(() => modify.attachDisk(c, four, first), /attached to instance inst2\.peer\.test already/);
    assert.throws(() => modify.addDisk(c, four, disk('new'), 7), /7 is not among 0 to 1/);
    assert.throws(() => modify.attachDisk(c, four, 'gone'), /gone doesn't exist/);
  });
});

describe('instances', () => {
  it('give their addresses and port back when removed', () => {
    const c = copy();
    const instance = c.instances[four];
    assert.ok(instance);
    instance.network_port = 10700;
    for (const uuid of [...instance.disks]) modify.removeDisk(c, four, uuid);
    modify.removeInstance(c, four);
    assert.deepEqual(c.cluster.tcpudp_port_pool, [10700]);
    const net = Object.values(c.networks).find((n) => n.name === 'net1');
    assert.equal(net?.reservations?.[1], '0');
    assert.deepEqual(verifyConfig(c), []);
  });

  it('cannot be added with a MAC in use', () => {
    const c = copy();
    const instance = { ...(c.instances[two] as ConfigData['instances'][string]), uuid: 'u', name: 'new', disks: [] };
    assert.throws(() => modify.addInstance(c, instance), /MAC addresses aa:00:00:57:96:af are in use/);
    modify.addInstance(c, { ...instance, nics: [] });
    assert.throws(() => modify.addInstance(c, instance), /UUID u is in use/);
  });

  it('take paths of their name along when renamed', () => {
    const c = copy();
    modify.renameInstance(c, four, 'other');
    const [disk = ''] = c.instances[four]?.disks ?? [];
    assert.match(c.disks[disk]?.logical_id[1] ?? '', /^\/srv\/ganeti\/file-storage\/other\/[0-9a-f-]+\.file\.disk0$/);
  });
});

describe('maintainCandidatePool', () => {
  it('fills the pool from nodes that may be candidates', () => {
    const c = copy();
    const [, b = '', d = ''] = Object.keys(c.nodes);
    for (const uuid of [b, d]) Object.assign(c.nodes[uuid] ?? {}, { master_candidate: false });
    Object.assign(c.nodes[d] ?? {}, { drained: true });
    const changed = modify.maintainCandidatePool(c, [d, b]);
    assert.deepEqual(
      changed.map((n) => n.uuid),
      [b],
    );
    assert.deepEqual(modify.maintainCandidatePool(c, [d, b]), []);
  });
});
