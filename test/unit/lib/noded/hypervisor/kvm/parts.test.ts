import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Paths } from '../../../../../../lib/common/paths.js';
import { blockdevOption, cacheSettings, uriNode } from '../../../../../../lib/noded/hypervisor/kvm/blockdev.js';
import { runAsOptions } from '../../../../../../lib/noded/hypervisor/kvm/command/index.js';
import { consoleInfo } from '../../../../../../lib/noded/hypervisor/kvm/console.js';
import { parseCpuMask, pinning } from '../../../../../../lib/noded/hypervisor/kvm/cpu-mask.js';
import { busSlots, deviceId, placeDevice } from '../../../../../../lib/noded/hypervisor/kvm/devices.js';
import { KvmFiles } from '../../../../../../lib/noded/hypervisor/kvm/files.js';
import { parseGuestCommand } from '../../../../../../lib/noded/hypervisor/kvm/guests.js';
import { wireStatus } from '../../../../../../lib/noded/hypervisor/kvm/migration.js';
import { expandPool } from '../../../../../../lib/noded/hypervisor/kvm/run-as.js';
import { shellWords } from '../../../../../../lib/noded/hypervisor/kvm/shell-words.js';
import { KVM_PARAMS } from '../../../../../support/kvm-params.js';
import { sketchedQemu } from '../../../../../support/qemu-texts.js';

describe('shellWords', () => {
  it('splits as a shell does, without expansion', () => {
    const table: readonly [string, string[]][] = [
      ['', []],
      ['  -a   b ', ['-a', 'b']],
      [`-x 'a "b' "c 'd" e\\ f`, ['-x', 'a "b', "c 'd", 'e f']],
      [`a"b"'c'`, ['abc']],
      [`"a\\"b\\\\c\\d"`, ['a"b\\c\\d']],
      [`'' x`, ['', 'x']],
      ['$HOME `id` *', ['$HOME', '`id`', '*']],
    ];
    for (const [text, words] of table) assert.deepEqual(shellWords(text), words, text);
  });

  it('refuses what does not end', () => {
    assert.throws(() => shellWords('a "b'), /No closing quotation/);
    assert.throws(() => shellWords('a\\'), /No escaped character/);
  });
});

describe('device places', () => {
  it('are the first free ones after what QEMU and other devices take', () => {
    const slots = busSlots(12, [{ bus: 'pci.0', addr: '0xc' }, { bus: 'scsi.0', 'scsi-id': 0 }, undefined]);
    assert.equal(placeDevice('nic', 'n', 'paravirtual', slots)['addr'], '0xd');
    assert.equal(placeDevice('disk', 'd', 'paravirtual', slots)['addr'], '0xe');
    assert.deepEqual(placeDevice('disk', 'd', 'scsi-hd', slots), {
      driver: 'scsi-hd',
      id: 'd',
      bus: 'scsi.0',
      channel: 0,
      'scsi-id': 1,
      lun: 0,
    });
  });

  it('run out with a clear word', () => {
    const slots = busSlots(31);
    placeDevice('nic', 'n', 'e1000', slots);
    assert.throws(() => placeDevice('nic', 'n', 'e1000', slots), /No free slot on bus pci.0/);
  });

  it('are named by three groups of the UUID', () => {
    assert.equal(deviceId('disk', '932df160-7a22-4067-a566-7e0ca8386133'), 'disk-932df160-7a22-4067');
    assert.throws(() => deviceId('nic', null), /has no UUID/);
  });
});

describe('block nodes', () => {
  it('never cache what two nodes see at once', () => {
    assert.deepEqual(cacheSettings('writethrough', 'sharedfile'), cacheSettings('none', 'file'));
    assert.equal(cacheSettings('writeback', 'rbd').direct, false);
    assert.throws(() => cacheSettings('sometimes', 'file'), /Invalid KVM cache setting 'sometimes'/);
  });

  it('are made from the URIs of network storage', () => {
    assert.equal(
      blockdevOption({ driver: 'raw', file: uriNode('gluster://h.test:24007/vol/dir/d') }),
      'driver=raw,file.driver=gluster,file.server.0.type=inet,file.server.0.host=h.test,file.server.0.port=24007,file.volume=vol,file.path=dir/d',
    );
    assert.deepEqual(uriNode('rbd:pool/img-1.x'), { driver: 'rbd', pool: 'pool', image: 'img-1.x' });
    assert.throws(() => uriNode('http://x'), /Unsupported storage URI scheme/);
  });
});

describe('capabilities', () => {
  it('are read from what QEMU prints', () => {
    const qemu = sketchedQemu();
    assert.deepEqual(qemu.version, [10, 0, 13]);
    assert.equal(qemu.defaultMachine, 'pc-i440fx-10.0');
    assert.match(qemu.option('-netdev') ?? '', /vhost=on\|off/);
    assert.equal(qemu.option('-no-acpi'), undefined);
    assert.deepEqual([qemu.hasDevice('ide-hd'), qemu.hasDevice('ide')], [true, false]);
  });

  it('decide how QEMU drops privileges', () => {
    const combined = sketchedQemu({ options: ['-run-with [async-teardown=on|off][,chroot=dir][user=username]'] });
    assert.deepEqual(runAsOptions(combined, { user: 'u', chroot: '/c' }), ['-run-with', 'user=u,chroot=/c']);
    const onlyChroot = sketchedQemu({ options: ['-run-with [async-teardown=on|off][,chroot=dir]'] });
    assert.deepEqual(runAsOptions(onlyChroot, { user: 'u', chroot: '/c' }), ['-runas', 'u', '-chroot', '/c']);
    assert.deepEqual(runAsOptions(combined, {}), []);
  });
});

describe('CPU masks', () => {
  it('pin the whole guest or each CPU', () => {
    assert.deepEqual(parseCpuMask('0-2,4:all:1,3'), [[0, 1, 2, 4], 'all', [1, 3]]);
    const threads = new Map([
      [0, 100],
      [1, 101],
    ]);
    assert.deepEqual(pinning('1-2', 7, threads), [[7, [1, 2]]]);
    assert.deepEqual(pinning('all', 7, threads), []);
    assert.deepEqual(pinning('all:3', 7, threads), [[101, [3]]]);
  });

  it('are refused when they are none or do not fit', () => {
    for (const mask of ['', 'x', '3-1', '1,,2']) assert.throws(() => parseCpuMask(mask), /Invalid CPU mask/, mask);
    assert.throws(() => pinning('1:2:3', 7, new Map([[0, 1]])), /is for 3 CPUs, the instance has 1/);
  });
});

describe('KVM files', () => {
  it('lie below the root of a virtual node, and travel without it', () => {
    const files = new KvmFiles(new Paths('/srv/vc/node1'));
    assert.equal(files.pid('i'), '/var/run/ganeti/kvm-hypervisor/pid/i');
    assert.equal(files.local(files.pid('i')), '/srv/vc/node1/var/run/ganeti/kvm-hypervisor/pid/i');
    assert.equal(files.portable('/srv/vc/node1/var/x'), '/var/x');
    assert.equal(files.portable('/dev/drbd0'), '/dev/drbd0');
  });

  it('reach sockets through a short link when the path is too long, and refuse a name that is too long even so', () => {
    const files = new KvmFiles(new Paths(`/${'d'.repeat(80)}`));
    assert.match(files.socket(files.control('inst1.test', 'qmp')), /^\/tmp\/gnt-[0-9a-f]{12}\/inst1.test.qmp$/);
    assert.throws(() => files.socket(files.control('i'.repeat(100), 'qmp')), /at most 107 work/);
  });

  it('refuse names that lead elsewhere', () => {
    const files = new KvmFiles(new Paths());
    for (const name of ['', '../x', 'a/b', '.x']) assert.throws(() => files.pid(name), /Invalid instance name/, name);
  });
});

describe('a guest of /proc', () => {
  it('is known by its command line', () => {
    const argv = [
      '/usr/bin/kvm',
      '-name',
      'i.test,debug-threads=on',
      '-m',
      '256',
      '-smp',
      '2,cores=2',
      '-pidfile',
      '/p',
    ];
    assert.deepEqual(parseGuestCommand(9, argv), { pid: 9, name: 'i.test', memory: 256, vcpus: 2, pidFile: '/p' });
    assert.equal(parseGuestCommand(9, ['bash', '-x']), undefined);
  });
});

describe('the state of a migration', () => {
  it('is told in the words of the wire', () => {
    assert.deepEqual(wireStatus({ status: 'active', ram: { transferred: 1, total: 2 } }), {
      status: 'active',
      transferred_ram: 1,
      total_ram: 2,
    });
    assert.deepEqual(wireStatus({ status: 'setup' }), { status: 'active' });
    assert.deepEqual(wireStatus({ status: 'completed' }), { status: 'completed' });
    assert.deepEqual(wireStatus({}), { status: 'failed' });
  });
});

describe('the user pool', () => {
  it('is a list of numbers and ranges', () => {
    assert.deepEqual(expandPool('4000-4002\n5000\n'), [4000, 4001, 4002, 5000]);
    assert.throws(() => expandPool('4000-x'), /damaged line: '4000-x'/);
  });
});

describe('the console of a KVM instance', () => {
  const files = new KvmFiles(new Paths());
  const instance = {
    name: 'inst5.peer.test',
    primary_node: 'n',
    hypervisor: 'kvm',
    hvparams: {},
    beparams: {},
    nics: [],
    network_port: 11000,
  };
  const node = (hvparams: object) => ({
    name: 'node1.peer.test',
    primary_ip: '192.0.2.1',
    hvparams: { ...KVM_PARAMS, ...hvparams },
    beparams: {},
  });

  it('is the serial line by a command on its node, as the original tells it', () => {
    assert.deepEqual(consoleInfo(instance, node({}), files, '/usr/lib/ganeti/tools/kvm-console-wrapper'), {
      instance: 'inst5.peer.test',
      kind: 'ssh',
      host: 'node1.peer.test',
      user: 'root',
      command: [
        '/usr/lib/ganeti/tools/kvm-console-wrapper',
        '/usr/bin/socat',
        'inst5.peer.test',
        '/var/run/ganeti/kvm-hypervisor/ctrl/inst5.peer.test.monitor',
        'STDIO,raw,echo=0,escape=0x1d',
        'UNIX-CONNECT:/var/run/ganeti/kvm-hypervisor/ctrl/inst5.peer.test.serial',
      ],
    });
  });

  it('is VNC, SPICE or a message without one', () => {
    const serial = { serial_console: false };
    const vnc = { instance: 'inst5.peer.test', kind: 'vnc', host: '127.0.0.1', port: 11000, display: 5100 };
    assert.deepEqual(consoleInfo(instance, node(serial), files, 'w'), vnc);
    const spice = { ...serial, vnc_bind_address: '', spice_bind: '192.0.2.5' };
    assert.deepEqual(consoleInfo(instance, node(spice), files, 'w'), {
      instance: 'inst5.peer.test',
      kind: 'spice',
      host: '192.0.2.5',
      port: 11000,
    });
    assert.equal(consoleInfo(instance, node({ ...serial, vnc_bind_address: '' }), files, 'w').kind, 'msg');
  });
});
