import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { WireDisk, WireInstance, WireNic } from '@gnt/protocol';
import { Paths } from '../../../../../../lib/common/paths.js';
import {
  completeCommand,
  diskOptions,
  localCommand,
  nicFeatures,
  nicOptions,
} from '../../../../../../lib/noded/hypervisor/kvm/command/index.js';
import { KvmFiles } from '../../../../../../lib/noded/hypervisor/kvm/files.js';
import { generateRuntime } from '../../../../../../lib/noded/hypervisor/kvm/generate.js';
import { placeOf } from '../../../../../../lib/noded/hypervisor/kvm/runtime-file.js';
import { ParamReader } from '../../../../../../lib/noded/hypervisor/params.js';
import { KVM_PARAMS } from '../../../../../support/kvm-params.js';
import { sketchedQemu, type QemuSketch } from '../../../../../support/qemu-texts.js';

const DATA = new URL('../../../../../../../test/data/kvm/', import.meta.url);

interface Guest {
  readonly name?: string;
  readonly uuid?: string;
  readonly port?: number;
  readonly mac?: string;
  readonly nicUuid?: string;
  readonly diskUuid?: string;
  readonly template?: string;
  readonly hvparams?: Readonly<Record<string, unknown>>;
  readonly qemu?: QemuSketch;
  readonly paused?: boolean;
  readonly root?: string;
  readonly incoming?: { address: string; port: number };
  readonly beparams?: Readonly<Record<string, unknown>>;
}

/** The whole command line of a guest with one NIC and one disk, as the driver puts it together. */
function commandLine(guest: Guest): string[] {
  const { name = 'inst5.peer.test', diskUuid = 'ebc2a5f7-9604-4eac-bdcd-20a5cff15427' } = guest;
  const files = new KvmFiles(new Paths(guest.root ?? ''));
  const capabilities = sketchedQemu(guest.qemu);
  const disk = { dev_type: guest.template ?? 'file', mode: 'rw', params: {}, size: 1024, uuid: diskUuid } as WireDisk;
  const nic: WireNic = {
    mac: guest.mac ?? 'aa:00:00:00:00:45',
    uuid: guest.nicUuid ?? '98b9b1ae-b4ec-480a-9a40-83df74a4fc3c',
    nicparams: { mode: 'bridged', link: 'br0' },
  };
  const instance: WireInstance = {
    name,
    primary_node: 'n',
    hypervisor: 'kvm',
    hvparams: { ...KVM_PARAMS, vnc_bind_address: '0.0.0.0', ...guest.hvparams },
    beparams: { maxmem: 128, minmem: 128, vcpus: 1, ...guest.beparams },
    nics: [nic],
    uuid: guest.uuid ?? '3567b21c-feef-4e47-9639-5c76f906dc31',
    network_port: guest.port ?? 11000,
  };
  const runtime = generateRuntime({
    instance,
    capabilities,
    files,
    disks: [{ disk, path: files.local(`/var/run/ganeti/instance-disks/${name}:0`), uri: null }],
    paused: guest.paused ?? false,
    virtual: (guest.root ?? '') !== '',
    interfaceAddresses: (interfaceName) =>
      interfaceName === 'eth0' ? { ipv4: ['192.0.2.7'], ipv6: ['2001:db8::7'] } : undefined,
    primaryIpVersion: 4,
    spiceFiles: { certificate: '/var/lib/ganeti/spice.pem', authority: '/var/lib/ganeti/spice-ca.pem' },
  });
  const hvp = new ParamReader(runtime.hvparams);
  const features = nicFeatures(hvp, capabilities);
  const placed = runtime.disks.map((d) => ({
    disk: d.disk,
    info: placeOf(d.disk),
    path: d.link === null ? null : files.local(d.link),
    uri: d.uri,
  }));
  return completeCommand(localCommand(runtime.command, files), {
    keymap: hvp.text('keymap'),
    nics: nicOptions(
      runtime.nics.map((n) => ({ nic: n, info: placeOf(n), tap: 'tap0' })),
      features,
    ),
    disks: diskOptions(placed, hvp, capabilities),
    sockets: { qmp: files.socket(files.control(name, 'qmp')), kvmd: files.socket(files.control(name, 'kvmd')) },
    runAs: [],
    ...(guest.incoming === undefined ? {} : { incoming: guest.incoming }),
  });
}

/** The recorded command line; the descriptor of the tap stands for the tap's name (decision 13). */
function recorded(file: string): string[] {
  const lines = readFileSync(new URL(file, DATA), 'utf8').trimEnd().split('\n');
  return lines.map((line) => line.replace(/,fd=\d+$/, ',ifname=tap0,script=no,downscript=no'));
}

/** Values of an option, in order. */
function values(argv: readonly string[], option: string): string[] {
  return argv.flatMap((argument, i) => (argument === option ? [argv[i + 1] ?? ''] : []));
}

describe('the KVM command line', () => {
  const cases: readonly [file: string, guest: Guest][] = [
    ['args-inst5.txt', { mac: 'aa:00:00:ed:d8:82', hvparams: { vnc_bind_address: '127.0.0.1' } }],
    ['args-io-uring-unmap.txt', { hvparams: { disk_aio: 'io_uring', disk_discard: 'unmap', disk_cache: 'none' } }],
    ['args-writethrough.txt', { hvparams: { disk_cache: 'writethrough' } }],
    ['args-ide.txt', { hvparams: { disk_type: 'ide' } }],
    [
      'args-cdrom.txt',
      {
        hvparams: {
          boot_order: 'cdrom',
          cdrom_image_path: '/tmp/cd.iso',
          machine_version: 'pc-i440fx-9.2',
          cpu_type: 'Nehalem',
        },
      },
    ],
    [
      'args-15.txt',
      {
        ...{
          name: 'inst15.peer.test',
          uuid: '30bd2867-dc41-413c-937e-6a9b8b4b6923',
          port: 11001,
          template: 'sharedfile',
        },
        ...{ mac: 'aa:00:01:c8:13:34', nicUuid: '09e83a7b-55f6-4bb7-0000-000000000000' },
        ...{ diskUuid: 'e6cbd9ef-c786-499b-0000-000000000000' },
      },
    ],
  ];
  for (const [file, guest] of cases) {
    it(`is the original's: ${file}`, () => {
      // The recording of 0.0.0.0 has display 5100 because the port is 11000.
      assert.deepEqual(commandLine(guest), recorded(file));
    });
  }

  it('boots a kernel with its initial file system and the serial console', () => {
    const argv = commandLine({
      hvparams: { kernel_path: '/k', initrd_path: '/i', kernel_args: 'ro quiet', root_path: '/dev/vda1' },
    });
    assert.deepEqual(values(argv, '-kernel'), ['/k']);
    assert.deepEqual(values(argv, '-initrd'), ['/i']);
    assert.deepEqual(values(argv, '-append'), ['root=/dev/vda1 ro quiet console=ttyS0,38400']);
    assert.deepEqual(values(argv, '-boot'), []);
  });

  it('honours each parameter that shows on the command line', () => {
    const table: readonly [Record<string, unknown>, option: string, value: string][] = [
      [{ cpu_cores: 2, cpu_threads: 1, cpu_sockets: 3 }, '-smp', '1,cores=2,threads=1,sockets=3'],
      [{ mem_path: '/dev/hugepages' }, '-mem-path', '/dev/hugepages'],
      [{ boot_order: 'network' }, '-boot', 'order=n'],
      [
        { boot_order: 'floppy', floppy_image_path: '/f,1' },
        '-blockdev',
        'driver=raw,node-name=floppy1,file.driver=file,file.filename=/f,,1',
      ],
      [
        { cdrom_image_path: 'https://h/c.iso' },
        '-blockdev',
        'driver=raw,cache.direct=off,cache.no-flush=on,read-only=on,node-name=cdrom1,file.driver=https,file.url=https://h/c.iso',
      ],
      [{ cdrom2_image_path: '/2.iso', cdrom_disk_type: 'ide' }, '-device', 'ide-cd,drive=cdrom2'],
      [{ serial_console: false }, '-serial', 'none'],
      [{ use_localtime: true }, '-rtc', 'base=localtime'],
      [{ cpu_type: 'host' }, '-cpu', 'host'],
      [{ vga: 'std' }, '-vga', 'std'],
      [{ usb_devices: 'disk:/a,keyboard' }, '-usbdevice', 'keyboard'],
      [{ usb_mouse: 'mouse' }, '-usbdevice', 'mouse'],
      [{ keymap: 'de' }, '-k', 'de'],
      [{ kvm_flag: 'enabled' }, '-machine', 'pc-i440fx-10.0,accel=kvm'],
      [{ acpi: false }, '-machine', 'pc-i440fx-10.0,acpi=off'],
      [{ soundhw: 'ac97' }, '-audio', 'driver=none,model=ac97,id=soundhw'],
      [{ disk_type: 'scsi-hd', scsi_controller_type: 'virtio-scsi-pci' }, '-device', 'virtio-scsi-pci,id=scsi'],
      [
        { disk_type: 'scsi-hd' },
        '-device',
        'scsi-hd,id=disk-ebc2a5f7-9604-4eac,bus=scsi.0,channel=0,scsi-id=0,lun=0,drive=disk-ebc2a5f7-9604-4eac,write-cache=on',
      ],
      [
        { kvm_pci_reservations: 20 },
        '-device',
        'virtio-blk-pci,id=disk-ebc2a5f7-9604-4eac,bus=pci.0,addr=0x14,drive=disk-ebc2a5f7-9604-4eac,write-cache=on',
      ],
      [
        { nic_type: 'e1000' },
        '-device',
        'e1000,id=nic-98b9b1ae-b4ec-480a,bus=pci.0,addr=0xd,netdev=nic-98b9b1ae-b4ec-480a,mac=aa:00:00:00:00:45',
      ],
      [
        { vhost_net: true, virtio_net_queues: 2 },
        '-netdev',
        'type=tap,id=nic-98b9b1ae-b4ec-480a,ifname=tap0,script=no,downscript=no,queues=2,vhost=on',
      ],
      [
        { use_guest_agent: true },
        '-chardev',
        'socket,path=/var/run/ganeti/kvm-hypervisor/ctrl/inst5.peer.test.qga,server,nowait,id=qga0',
      ],
      [{ kvm_extra: "-smbios 'type=1,serial=a b'" }, '-smbios', 'type=1,serial=a b'],
      [{ vnc_bind_address: '::1' }, '-vnc', '[::1]:5100'],
      [{ vnc_bind_address: 'eth0' }, '-vnc', '192.0.2.7:5100'],
      [{ vnc_bind_address: '/var/run/vnc' }, '-vnc', 'unix:/var/run/vnc/inst5.peer.test.vnc'],
      [{ vnc_tls: true, vnc_password_file: '/p' }, '-vnc', ':5100,tls-creds=vnctls0,password'],
      [
        { vnc_tls: true, vnc_x509_path: '/x', vnc_x509_verify: true },
        '-object',
        'tls-creds-x509,id=vnctls0,endpoint=server,dir=/x,verify-peer=yes',
      ],
      [{ vnc_bind_address: '' }, '-display', 'none'],
      [{ vnc_bind_address: '', spice_bind: '127.0.0.1' }, '-spice', 'addr=127.0.0.1,port=11000,disable-ticketing'],
      [
        { vnc_bind_address: '', spice_bind: 'eth0', spice_ip_version: 6, spice_password_file: '/p' },
        '-spice',
        'addr=2001:db8::7,port=11000,ipv6',
      ],
      [
        {
          vnc_bind_address: '',
          spice_bind: '127.0.0.1',
          spice_use_tls: true,
          spice_image_compression: 'glz',
          spice_use_vdagent: false,
          spice_playback_compression: false,
        },
        '-spice',
        'addr=127.0.0.1,tls-port=11000,x509-cacert-file=/var/lib/ganeti/spice-ca.pem,x509-key-file=/var/lib/ganeti/spice.pem,' +
          'x509-cert-file=/var/lib/ganeti/spice.pem,tls-ciphers=HIGH:-DES:-3DES:-EXPORT:-DH,disable-ticketing,image-compression=glz,playback-compression=off,agent-mouse=off',
      ],
    ];
    for (const [hvparams, option, value] of table) {
      const found = values(commandLine({ hvparams }), option);
      assert.ok(found.includes(value), `${JSON.stringify(hvparams)}: ${option} is ${JSON.stringify(found)}`);
    }
    assert.ok(commandLine({ hvparams: { reboot_behavior: 'exit' } }).includes('-no-reboot'));
  });

  it('uses the older forms where QEMU has them', () => {
    const qemu = { options: ['-no-acpi        disable ACPI', '-soundhw c1,...  enable audio support'] };
    const argv = commandLine({ qemu, hvparams: { acpi: false, soundhw: 'ac97' } });
    assert.ok(argv.includes('-no-acpi'));
    assert.deepEqual(values(argv, '-machine'), ['pc-i440fx-10.0']);
    assert.deepEqual(values(argv, '-soundhw'), ['ac97']);
  });

  it('waits for a migrating guest without freezing it', () => {
    const argv = commandLine({ incoming: { address: '192.0.2.1', port: 8102 } });
    assert.deepEqual(values(argv, '-incoming'), ['tcp:192.0.2.1:8102']);
    assert.ok(!argv.includes('-S'));
    assert.equal(commandLine({ paused: true }).filter((a) => a === '-S').length, 1);
  });

  it('has the places of a virtual node, and a small translation cache unless an accelerator is chosen', () => {
    const root = '/srv/vc/node1';
    const emulated = commandLine({
      root,
      hvparams: { kvm_path: '/usr/bin/qemu-system-x86_64', vnc_bind_address: '/var/run/ganeti/vnc' },
    });
    assert.deepEqual(values(emulated, '-accel'), ['tcg,tb-size=32']);
    assert.deepEqual(values(emulated, '-pidfile'), [`${root}/var/run/ganeti/kvm-hypervisor/pid/inst5.peer.test`]);
    assert.deepEqual(values(emulated, '-D'), [`${root}/var/log/ganeti/kvm/inst5.peer.test.log`]);
    assert.deepEqual(values(emulated, '-vnc'), [`unix:${root}/var/run/ganeti/vnc/inst5.peer.test.vnc`]);
    assert.match(
      values(emulated, '-blockdev')[0] ?? '',
      /file.filename=\/srv\/vc\/node1\/var\/run\/ganeti\/instance-disks\//,
    );
    assert.deepEqual(values(commandLine({ root }), '-accel'), []);
    const chosen = { kvm_path: '/usr/bin/qemu-system-x86_64', kvm_extra: '-enable-kvm' };
    assert.deepEqual(values(commandLine({ root, hvparams: chosen }), '-accel'), []);
  });

  it('refuses what this QEMU lacks and what it cannot do', () => {
    assert.throws(() => commandLine({ hvparams: { disk_type: 'scsi' } }), /does not support disk driver 'scsi'/);
    assert.throws(
      () => commandLine({ hvparams: { cdrom_image_path: '/c', cdrom_disk_type: 'sd' } }),
      /Unsupported cdrom disk type: sd/,
    );
    assert.throws(() => commandLine({ hvparams: { kvm_extra: "-x 'open" } }), /No closing quotation/);
    assert.throws(
      () => commandLine({ hvparams: { cpu_cores: 'many' } }),
      /'cpu_cores' must be a whole number, not "many"/,
    );
    assert.throws(() => commandLine({ hvparams: { vnc_bind_address: 'eth9' } }), /IPv4 address of interface eth9/);
  });
});
