import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { WireDisk, WireInstance } from '@gnt/protocol';
import type { BlockDevice } from '../../../../../lib/noded/hypervisor/interface.js';
import type { OsDefinition } from '../../../../../lib/noded/os/index.js';
import { coreEnvironment, instanceEnvironment, transferEnvironment } from '../../../../../lib/noded/os/index.js';

const DATA = new URL('../../../../../../test/data/os/', import.meta.url);

/** A recorded environment, without what the recording itself, the shell and the transfer's own program added. */
function recorded(file: string): Record<string, string> {
  const added = /^(argv0|cwd|PWD|OLDPWD|HOME|LANG|LC_ALL|SHLVL|TERM|_|EXP_SIZE_FD)=/;
  const lines = readFileSync(new URL(file, DATA), 'utf8').trimEnd().split('\n');
  const kept = lines.filter((line) => !added.test(line));
  return Object.fromEntries(kept.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

const DUMPOS: OsDefinition = {
  ...{ name: 'dumpos', path: '/srv/ganeti/os/dumpos', scripts: new Map(), apiVersions: [20, 15, 10] },
  ...{
    variants: ['default', 'big'],
    parameters: [
      ['filesystem', 'the filesystem to make'],
      ['suite', 'which release'],
    ],
  },
};
const BE = { always_failover: false, auto_balance: true, maxmem: 128, minmem: 128, spindle_use: 1, vcpus: 1 };

function fileDisk(path: string, uuid: string, more: object = {}): BlockDevice {
  const disk = {
    dev_type: 'file',
    logical_id: ['loop', path],
    size: 1024,
    mode: 'rw',
    params: {},
    uuid,
    ...more,
  } as WireDisk;
  return { disk, path, uri: null };
}

describe('the environment of OS scripts', () => {
  it('of create is the original’s', () => {
    const path = '/srv/ganeti/file-storage/inst1.peer.test/4d16c80e-c8a5-451c-929e-5dac015f882f.file.disk0';
    const instance = {
      ...{ name: 'inst1.peer.test', os: 'dumpos+default', hypervisor: 'fake', hvparams: { migration_mode: 'live' } },
      ...{ beparams: { ...BE, maxmem: 256, vcpus: 2 }, osparams: {}, osparams_private: {}, secondary_nodes: [] },
      ...{ primary_node: '72d3289b-de65-4a6d-b379-345d1112bf96', uuid: 'c09c0ce8-167b-4994-a499-56a7d2d6ae78' },
      ...{ ctime: 1795179422.32126, mtime: 1795179422.336564 },
      nics: [
        {
          ...{ mac: 'aa:00:00:38:a1:87', uuid: '7ae3ff11-9f03-4347-a747-18a9e35efecf' },
          nicparams: { link: 'br0', mode: 'bridged', vlan: '' },
        },
      ],
    } as WireInstance;
    const disks = [fileDisk(path, '445b00ab-67ae-4c2b-88dd-83bb240b0029')];
    assert.deepEqual(instanceEnvironment(instance, DUMPOS, disks), recorded('create.env'));
  });

  it('of export is the original’s, with names, networks and a routed NIC', () => {
    const path = '/srv/ganeti/file-storage/inst4.peer.test/c31c6c3e-4e74-4a3a-81bc-ac3255047089.file.disk0';
    const netinfo = {
      ...{ name: 'net1', uuid: 'fb7eb893-b16d-4626-9be2-5566985a53fe', tags: ['lan', 'blue'] },
      ...{ network: '192.168.77.0/24', gateway: '192.168.77.2', reservations: '01' },
    };
    const instance = {
      ...{ name: 'inst4.peer.test', os: 'dumpos+default', hypervisor: 'fake', hvparams: { migration_mode: 'live' } },
      ...{ beparams: BE, osparams: {}, osparams_private: {}, secondary_nodes: [] },
      ...{ primary_node: 'd64c7035-3801-4404-96e4-02ba42bbac01', uuid: '4f8ce82d-6106-4029-9190-bd58c7c8af38' },
      ...{ ctime: 1795175348.469813, mtime: 1795175365.824688 },
      nics: [
        {
          ...{
            name: 'lan0',
            mac: 'aa:00:01:64:c3:cb',
            ip: '192.168.77.1',
            uuid: 'efe5c6b0-f763-423d-8f36-aa71553f1b88',
          },
          ...{ network: netinfo.uuid, netinfo, nicparams: { link: 'br0', mode: 'bridged', vlan: '' } },
        },
        {
          ...{ mac: 'aa:00:01:04:79:00', ip: '10.9.9.9', uuid: 'c4d1170a-2720-4904-8718-26e99f159b7b' },
          nicparams: { link: 'main', mode: 'routed', vlan: '' },
        },
      ],
    } as WireInstance;
    const disk = fileDisk(path, '1e381098-221a-466e-81e1-8948dd7eb1ad', { name: 'data' });
    const env = { ...instanceEnvironment(instance, DUMPOS, [disk]), ...transferEnvironment('EXPORT', disk, 0) };
    assert.deepEqual(env, recorded('export.env'));
  });

  it('of verify is the original’s', () => {
    assert.deepEqual(coreEnvironment('dumpos', DUMPOS, {}), recorded('verify.env'));
  });

  it('has the parameters, in the original’s words for values', () => {
    const env = coreEnvironment(
      'dumpos+big',
      DUMPOS,
      { 'root-size': 8, dhcp: true, hidden: ['s3cret', 'private'], none: null },
      1,
    );
    assert.deepEqual(
      [
        env['OSP_ROOT_SIZE'],
        env['OSP_DHCP'],
        env['OSP_HIDDEN'],
        env['OSP_NONE'],
        env['OS_VARIANT'],
        env['DEBUG_LEVEL'],
      ],
      ['8', 'True', 's3cret', 'None', 'big', '1'],
    );
  });

  it('has frontends, URIs and block devices where there are some', () => {
    const instance = {
      ...{ name: 'i', os: 'dumpos', hypervisor: 'kvm', primary_node: 'n', beparams: {}, uuid: 'u' },
      hvparams: { disk_type: 'paravirtual', nic_type: 'e1000' },
      nics: [{ mac: 'm', uuid: 'n', nicparams: { mode: 'routed', link: '' } }],
      osparams: { a: '1' },
      osparams_secret: { a: '2' },
    } as WireInstance;
    const disk = { dev_type: 'rbd', logical_id: ['rbd', 'x'], size: 1, mode: 'rw', uuid: 'd' } as WireDisk;
    const env = instanceEnvironment(instance, { ...DUMPOS, apiVersions: [10], variants: [] }, [
      { disk, path: null, uri: 'rbd:p/x' },
    ]);
    const shown = [
      'DISK_0_URI',
      'DISK_0_PATH',
      'DISK_0_FRONTEND_TYPE',
      'DISK_0_BACKEND_TYPE',
      'NIC_0_FRONTEND_TYPE',
      'NIC_0_LINK',
      'OSP_A',
      'OS_VARIANT',
      'OS_API_VERSION',
    ];
    assert.deepEqual(
      shown.map((name) => env[name]),
      ['rbd:p/x', undefined, 'paravirtual', 'block', 'e1000', undefined, '2', '', '10'],
    );
  });
});
