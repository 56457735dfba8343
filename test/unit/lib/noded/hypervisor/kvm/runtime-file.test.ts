import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { nicOptions } from '../../../../../../lib/noded/hypervisor/kvm/command/index.js';
import { formatRuntime, nicPlace, parseRuntime } from '../../../../../../lib/noded/hypervisor/kvm/runtime-file.js';

const DATA = new URL('../../../../../../../test/data/kvm/', import.meta.url);
const text = (file: string): string => readFileSync(new URL(file, DATA), 'utf8').trim();

/** The runtime that an old version would have left, read by ours. */
function upgraded(command: readonly unknown[], nic: object = {}, hvparams: object = { nic_type: 'paravirtual' }) {
  return parseRuntime(
    JSON.stringify([command, [{ mac: 'm', uuid: '98b9b1ae-b4ec-480a-9a40-83df74a4fc3c', ...nic }], hvparams, []]),
  );
}

describe('the KVM runtime file', () => {
  for (const file of ['inst5.runtime', 'inst5-hot.runtime']) {
    it(`is read and written back byte by byte: ${file}`, () => {
      assert.equal(formatRuntime(parseRuntime(text(file))), text(file));
    });
  }

  it('takes what 3.0 wrote, with the discard value that 3.1 dropped mended', () => {
    const old = text('inst5-3.0.runtime');
    const runtime = parseRuntime(old);
    assert.equal(runtime.hvparams['disk_discard'], 'ignore');
    assert.equal(formatRuntime(runtime), old.replace('"disk_discard": "default"', '"disk_discard": "ignore"'));
  });

  it('keeps no dynamic parameters and nothing that is not set', () => {
    const runtime = parseRuntime(text('inst5.runtime'));
    const [first] = runtime.disks;
    assert.ok(first);
    const disk = { ...first.disk, dynamic_params: { x: 1 }, name: null };
    assert.equal(formatRuntime({ ...runtime, disks: [{ ...first, disk }] }), text('inst5.runtime'));
  });

  it('brings older command lines to the present form', () => {
    const { command } = upgraded([
      'kvm',
      '-localtime',
      '-balloon',
      'virtio,id=b',
      '-chroot',
      '/c',
      '-vnc',
      ':1,tls,x509verify=/x',
      '-S',
    ]);
    const object = ['-object', 'tls-creds-x509,id=vnctls0,endpoint=server,dir=/x,verify-peer=yes'];
    assert.deepEqual(command, [
      'kvm',
      '-rtc',
      'base=localtime',
      '-device',
      'virtio-balloon,id=b',
      ...object,
      '-vnc',
      ':1,tls-creds=vnctls0',
      '-S',
    ]);
  });

  it('makes a place of the PCI slot that old versions kept', () => {
    const place = { driver: 'virtio-net-pci', id: 'hotnic-98b9b1ae-pci-13', addr: '0xd', bus: 'pci.0' };
    assert.deepEqual(upgraded(['kvm'], { pci: 13 }).nics[0]?.hvinfo, place);
  });

  it('knows NICs that had no place of their own', () => {
    const [nic] = upgraded(['kvm'], {}, { nic_type: 'e1000' }).nics;
    assert.ok(nic);
    const features = { vnetHeader: false, vhost: false, queues: 1 };
    assert.deepEqual(nicOptions([{ nic, info: nicPlace(nic, 'e1000'), tap: 'tap0' }], features), [
      ...['-netdev', 'type=tap,id=netdev0,ifname=tap0,script=no,downscript=no'],
      ...['-device', 'e1000,netdev=netdev0,mac=m'],
    ]);
  });

  it('refuses what is no runtime', () => {
    assert.throws(() => parseRuntime('{'), /not JSON/);
    for (const wrong of ['{}', '[[]]', '[[], [], {}, []]', '[["kvm"], [1], {}, []]', '[["kvm"], [], {}, [[{}]]]']) {
      assert.throws(() => parseRuntime(wrong), /must be a list of command/, wrong);
    }
  });
});
