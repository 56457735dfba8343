import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import type { ConfigData } from '@gnt/objects';
import * as queries from '../../../../lib/config/queries.js';
import { recordedConfig } from '../../../support/config-data.js';

const cfg = recordedConfig();

describe('expandName', () => {
  const names = (...list: string[]): { name: string }[] => list.map((name) => ({ name }));

  it('takes a full name before a short one', () => {
    assert.equal(queries.expandName(names('a', 'a.example'), 'a')?.name, 'a');
  });
  it('takes an unambiguous beginning up to a dot, whatever its case', () => {
    assert.equal(queries.expandName(names('Node1.example', 'node10.example'), 'node1')?.name, 'Node1.example');
    assert.equal(queries.expandName(names('node1.example'), 'node1.ex'), undefined);
  });
  it('takes none of several', () => {
    assert.equal(queries.expandName(names('a.one', 'a.two'), 'a'), undefined);
    assert.equal(queries.expandName(names('A', 'a.two', 'a.one'), 'a')?.name, 'A');
  });
});

describe('lookups', () => {
  it('find by uuid, name and short name', () => {
    const node = queries.findNode(cfg, 'node2');
    assert.equal(node?.name, 'node2.peer.test');
    assert.equal(queries.findNode(cfg, node.uuid), node);
    assert.equal(queries.findInstance(cfg, 'inst5')?.hypervisor, 'kvm');
    assert.equal(queries.findGroup(cfg, 'group2')?.alloc_policy, 'unallocable');
    assert.equal(queries.findNetwork(cfg, 'net1')?.network, '192.168.77.0/24');
    assert.equal(queries.findGroup(cfg, 'group'), undefined);
  });

  it('know the roles of nodes', () => {
    const { uuid } = queries.masterNode(cfg);
    assert.deepEqual(
      Object.values(cfg.nodes).map((n) => queries.nodeRole(cfg, n)),
      Object.values(cfg.nodes).map((n) => (n.uuid === uuid ? 'M' : 'C')),
    );
    assert.deepEqual(queries.candidateStats(cfg), { now: 3, wanted: 3, possible: 3 });
    assert.deepEqual(queries.candidateStats(cfg, [uuid]), { now: 2, wanted: 2, possible: 2 });
  });

  it('know the nodes of a DRBD instance, the primary first', () => {
    const c = structuredClone(cfg) as ConfigData;
    const instance = Object.values(c.instances).find((i) => i.disks.length === 1);
    assert.ok(instance);
    const other = Object.keys(c.nodes).find((n) => n !== instance.primary_node) ?? '';
    Object.assign(c.disks[instance.disks[0] ?? ''] ?? {}, {
      dev_type: 'drbd',
      logical_id: [other, instance.primary_node, 11000, 0, 0, 's'],
    });
    assert.deepEqual(queries.instanceNodes(c, instance), [instance.primary_node, other]);
    assert.deepEqual(queries.secondaryNodes(c, instance), [other]);
    assert.equal(queries.diskTemplateOf(c, instance), 'drbd');
    assert.equal(queries.instanceOfDisk(c, instance.disks[0] ?? '')?.uuid, instance.uuid);
  });

  it('fill parameters through the levels', () => {
    const inst5 = queries.findInstance(cfg, 'inst5');
    assert.ok(inst5);
    const hv = queries.instanceHvParams(cfg, inst5);
    assert.equal(hv['kernel_args'], 'quiet');
    assert.equal(hv['boot_order'], 'disk');
    assert.equal(queries.instanceBeParams(cfg, inst5).vcpus, 1);
    const node2 = queries.findNode(cfg, 'node2');
    assert.ok(node2);
    assert.equal(queries.nodeParams(cfg, node2).spindle_count, 3);
    assert.equal(queries.instanceDiskParams(cfg, inst5).drbd['metavg'], 'xenvg');
  });
});
