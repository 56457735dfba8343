import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { faultsOf } from '@gnt/ht/validate';
import { RPC_CALLS } from '@gnt/protocol';
import { wireDisk, wireInstance, wireNic } from '../../../../../lib/masterd/rpc/wire.js';
import { labConfig } from '../../../../support/lab-config.js';

const cfg = labConfig([{ name: 'web', more: { osparams: { dhcp: 'yes' } } }], (c) => {
  c.networks['net1'] = {
    uuid: 'net1',
    name: 'blue',
    network: '10.0.0.0/24',
    reservations: '',
    ext_reservations: '',
    tags: [],
    ctime: 1,
    mtime: 1,
    serial_no: 1,
  };
  c.cluster.osparams = { noop: { suite: 'stable', dhcp: 'no' } };
  c.instances['web']!.nics[0]!.network = 'net1';
  c.disks['drbd'] = {
    ...c.disks['web-disk0']!,
    uuid: 'drbd',
    dev_type: 'drbd',
    logical_id: ['node2', 'node3', 11000, 1, 2, 'geheim'],
    nodes: ['node2', 'node3'],
  };
});
const web = cfg.instances['web']!;

describe('an instance on its way to a node', () => {
  const wire = wireInstance(cfg, web, 'node2');

  it('has its parameters filled and its disks spelled out', () => {
    assert.deepEqual(wire.osparams, { suite: 'stable', dhcp: 'yes' });
    assert.ok('always_failover' in wire.beparams && 'vcpus' in wire.beparams);
    assert.deepEqual([wire.secondary_nodes, wire.disks_info?.length], [[], 1]);
    assert.deepEqual(Object.keys(wire.nics[0]?.nicparams ?? {}).sort(), ['link', 'mode', 'vlan']);
  });

  it('is what node daemons accept', () => {
    const { instance_hvp_bep } = RPC_CALLS.instance_start.args;
    assert.deepEqual(faultsOf(instance_hvp_bep, JSON.parse(JSON.stringify(wire))), []);
  });

  it('carries what a start changes for this time only', () => {
    const once = wireInstance(cfg, web, 'node2', {
      beparams: { vcpus: 7 },
      hvparams: { migration_mode: 'x' },
      osparams: { key: 'geheim' },
    });
    assert.deepEqual(
      [once.beparams['vcpus'], once.hvparams['migration_mode'], once.osparams],
      [7, 'x', { suite: 'stable', dhcp: 'yes', key: 'geheim' }],
    );
    assert.deepEqual(web.beparams, {});
  });
});

describe('a mirrored disk on its way to a node', () => {
  const dynamic = (node: string) => wireDisk(cfg, web, cfg.disks['drbd']!, node).dynamic_params;

  it('knows who it is there and who is on the other side', () => {
    assert.deepEqual(dynamic('node2'), {
      'local-ip': '192.0.2.2',
      'remote-ip': '192.0.2.3',
      'local-minor': 1,
      'remote-minor': 2,
    });
    assert.deepEqual(dynamic('node3'), {
      'local-ip': '192.0.2.3',
      'remote-ip': '192.0.2.2',
      'local-minor': 2,
      'remote-minor': 1,
    });
    assert.deepEqual(dynamic('node1'), {});
  });
});

describe('a card on its way to a node', () => {
  it('brings its network along, and no parameters but its own', () => {
    const nic = wireNic(cfg, web.nics[0]!);
    assert.deepEqual([(nic.netinfo as { name?: string } | undefined)?.name, nic.nicparams], ['blue', {}]);
    const { network: _, ...alone } = web.nics[0]!;
    assert.ok(!('netinfo' in wireNic(cfg, alone)));
  });
});
