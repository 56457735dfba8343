import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AdminState } from '@gnt/constants';
import { hooksEnvOf } from '../../../../../lib/masterd/planning/hooks-env.js';
import { isUserDown, runState, statusWhenStopped } from '../../../../../lib/masterd/planning/instance-state.js';
import { labConfig } from '../../../../support/lab-config.js';

describe('states of instances', () => {
  const states: readonly (readonly [AdminState, object, string])[] = [
    ['up', { state: 0 }, 'up'],
    ['up', { state: 'running' }, 'up'],
    ['up', {}, 'down'],
    ['down', {}, 'down'],
    ['offline', {}, 'offline'],
    ['up', { state: 1 }, 'user down'],
    ['up', { state: 'shutdown' }, 'user down'],
  ];
  for (const [admin, info, expected] of states) {
    it(`calls an instance that is to be ${admin} and of which is said ${JSON.stringify(info)} ${expected}`, () => {
      const cfg = labConfig([{ name: 'web', state: admin }], (c) => (c.cluster.enabled_user_shutdown = true));
      assert.equal(runState(cfg.cluster, cfg.instances['web']!, info as Record<string, unknown>), expected);
    });
  }

  it('believes that the user switched a kvm guest off only where users may', () => {
    const cfg = labConfig([{ name: 'web', more: { hypervisor: 'kvm' } }]);
    const web = cfg.instances['web']!;
    assert.equal(isUserDown(cfg.cluster, web, { state: 1 }), false);
    const allowed = { ...web, hvparams: { user_shutdown: true } };
    assert.equal(isUserDown(cfg.cluster, allowed, { state: 1 }), true);
    assert.equal(isUserDown(cfg.cluster, allowed, { state: 0 }), false);
  });

  it('has a word for each reason not to run', () => {
    const of = (state: AdminState) => statusWhenStopped(labConfig([{ name: 'web', state }]).instances['web']!);
    assert.deepEqual([of('up'), of('down'), of('offline')], ['ERROR_down', 'ADMIN_down', 'ADMIN_offline']);
  });
});

describe('hooksEnvOf', () => {
  const cfg = labConfig([{ name: 'web', more: { tags: ['a', 'b'] } }], (c) => {
    c.networks['net1'] = {
      uuid: 'net1',
      name: 'blue',
      network: '10.0.0.0/24',
      gateway: '10.0.0.1',
      mac_prefix: 'aa:bb:cc',
      reservations: '',
      ext_reservations: '',
      tags: ['t'],
      ctime: 1,
      mtime: 1,
      serial_no: 1,
    };
    Object.assign(c.instances['web']!.nics[0]!, { ip: '10.0.0.5', network: 'net1', name: 'eth' });
  });
  const env = hooksEnvOf(cfg, cfg.instances['web']!);

  const expected: Readonly<Record<string, string>> = {
    OP_TARGET: 'web.example.com',
    INSTANCE_PRIMARY: 'node2.example.com',
    INSTANCE_SECONDARIES: '',
    INSTANCE_STATUS: 'up',
    INSTANCE_DISK_TEMPLATE: 'file',
    INSTANCE_DISK_COUNT: '1',
    INSTANCE_DISK0_SIZE: '1024',
    INSTANCE_DISK0_MODE: 'rw',
    INSTANCE_DISK0_DEV_TYPE: 'file',
    INSTANCE_NIC_COUNT: '1',
    INSTANCE_NIC0_IP: '10.0.0.5',
    INSTANCE_NIC0_NAME: 'eth',
    INSTANCE_NIC0_NETWORK_NAME: 'blue',
    INSTANCE_NIC0_NETWORK_SUBNET: '10.0.0.0/24',
    INSTANCE_NIC0_NETWORK_GATEWAY: '10.0.0.1',
    INSTANCE_NIC0_NETWORK_TAGS: 't',
    INSTANCE_TAGS: 'a b',
    INSTANCE_HYPERVISOR: 'fake',
  };
  for (const [name, value] of Object.entries(expected)) {
    it(`gives ${name}`, () => {
      assert.equal(env[name], value);
    });
  }

  it('gives every backend and hypervisor parameter, filled', () => {
    assert.equal(env['INSTANCE_BE_vcpus'], env['INSTANCE_VCPUS']);
    assert.ok('INSTANCE_HV_migration_mode' in env);
  });
});
