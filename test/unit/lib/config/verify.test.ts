import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import type { ConfigData, Instance } from '@gnt/objects';
import { verifyConfig } from '../../../../lib/config/verify/index.js';
import { recordedConfig } from '../../../support/config-data.js';

const recorded = recordedConfig();

function faultsAfter(change: (cfg: ConfigData) => void): string[] {
  const cfg = structuredClone(recorded) as ConfigData;
  change(cfg);
  return verifyConfig(cfg);
}
const byName = (cfg: ConfigData, name: string): Instance => {
  const found = Object.values(cfg.instances).find((i) => i.name === name);
  assert.ok(found);
  return found;
};

/** A change and the one fault it makes. */
const CASES: readonly [what: string, change: (cfg: ConfigData) => void, fault: RegExp][] = [
  [
    'an object under a wrong key',
    (c) => (c.disks['x'] = { ...(Object.values(c.disks)[0] as ConfigData['disks'][string]) }),
    /indexed by wrong UUID 'x'/,
  ],
  ['no hypervisor', (c) => (c.cluster.enabled_hypervisors = []), /no hypervisor is enabled/],
  ['no disk template', (c) => (c.cluster.enabled_disk_templates = []), /no disk template is enabled/],
  [
    'a hypervisor without parameters',
    (c) => delete c.cluster.hvparams['kvm'],
    /enabled hypervisors have no parameters: kvm/,
  ],
  [
    'a wrong access mode',
    (c) => Object.assign(c.cluster.diskparams['rbd'] ?? {}, { access: 'magic' }),
    /'rbd:access': "magic"/,
  ],
  [
    'a backend parameter of a wrong kind',
    (c) => Object.assign(byName(c, 'inst1.peer.test').beparams, { vcpus: 'many' }),
    /inst1\.peer\.test has invalid beparams: 'vcpus'/,
  ],
  [
    'a bridged interface without bridge',
    (c) => Object.assign(byName(c, 'inst5.peer.test').nics[0]?.nicparams ?? {}, { link: '' }),
    /nic 0 has invalid nicparams: Missing bridged NIC link/,
  ],
  [
    'one MAC twice',
    (c) =>
      Object.assign(byName(c, 'inst5.peer.test').nics[0] ?? {}, { mac: byName(c, 'inst3.peer.test').nics[0]?.mac }),
    /has NIC 0 mac aa:00:00:00:00:42 duplicate/,
  ],
  ['a disk that does not exist', (c) => byName(c, 'inst3.peer.test').disks.push('gone'), /has invalid disk 'gone'/],
  [
    'disks in wrong order',
    (c) => byName(c, 'inst2.peer.test').disks.reverse(),
    /wrongly named disks: name of disk 0 should be 'disk\/0', but is 'disk\/1'/,
  ],
  [
    'a port in use and free',
    (c) => c.cluster.tcpudp_port_pool.push(11000),
    /port 11000 has duplicates: inst5\.peer\.test\/network port, cluster\/port marked as free/,
  ],
  [
    'a port beyond the highest',
    (c) => (byName(c, 'inst5.peer.test').network_port = 12000),
    /saved 11000, computed 12000/,
  ],
  [
    'a master that is no candidate',
    (c) => Object.assign(c.nodes[c.cluster.master_node] ?? {}, { master_candidate: false }),
    /Master node is not a master candidate/,
  ],
  [
    'an offline candidate',
    (c) => Object.assign(Object.values(c.nodes)[1] ?? {}, { offline: true }),
    /all of this at once: master_candidate=true, drain=false, offline=true/,
  ],
  [
    'a global parameter on a node',
    (c) => Object.assign(Object.values(c.nodes)[1]?.ndparams ?? {}, { exclusive_storage: true }),
    /global parameters set: exclusive_storage/,
  ],
  [
    'two groups of one name',
    (c) => Object.values(c.nodegroups).forEach((g) => (g.name = 'same')),
    /duplicate node group name 'same'/,
  ],
  [
    'a group named like a uuid',
    (c) => Object.assign(Object.values(c.nodegroups)[0] ?? {}, { name: c.cluster.uuid }),
    /has uuid-like name/,
  ],
  [
    'a policy with min over max',
    (c) => Object.assign(c.cluster.ipolicy.minmax[0]?.min ?? {}, { 'cpu-count': 99 }),
    /minimum of cpu-count is above its maximum: 99\/8/,
  ],
  [
    'one address twice',
    (c) => (c.cluster.master_ip = '10.77.0.2'),
    /share IP address 10\.77\.0\.2: cluster_ip, node:node2/,
  ],
  [
    'a network with a broken pool',
    (c) => Object.assign(Object.values(c.networks)[0] ?? {}, { reservations: '01' }),
    /reservations of network .* are not \d+ digits/,
  ],
  ['a master that does not exist', (c) => (c.cluster.master_node = 'nobody'), /invalid primary node nobody/],
];

describe('verifyConfig', () => {
  it('finds nothing wrong with the recorded configuration', () => {
    assert.deepEqual(verifyConfig(recorded), []);
  });

  for (const [what, change, fault] of CASES) {
    it(`finds ${what}`, () => {
      const faults = faultsAfter(change);
      assert.ok(
        faults.some((f) => fault.test(f)),
        `no ${String(fault)} in ${JSON.stringify(faults)}`,
      );
    });
  }

  it('finds a DRBD minor used twice and an unknown secondary', () => {
    const faults = faultsAfter((c) => {
      const [disk, other] = Object.values(c.disks);
      const [a = '', b = ''] = Object.keys(c.nodes);
      Object.assign(disk ?? {}, { dev_type: 'drbd', logical_id: [a, b, 11000, 0, 0, 's'] });
      Object.assign(other ?? {}, { dev_type: 'drbd', logical_id: [a, 'nobody', 11000, 0, 0, 's'] });
    });
    assert.ok(faults.some((f) => /DRBD minor 0 of node 'node\d\.peer\.test' is used by several disks/.test(f)));
    assert.ok(faults.some((f) => /invalid secondary node 'nobody'/.test(f)));
  });
});
