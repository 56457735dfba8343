import { parseCapabilities, type QemuCapabilities } from '../../lib/noded/hypervisor/kvm/capabilities.js';

/** What a QEMU prints about itself, cut down to what is read from it. */
export interface QemuSketch {
  readonly version?: string;
  /** Further lines of --help. */
  readonly options?: readonly string[];
  readonly devices?: readonly string[];
  readonly machine?: string;
}

const OPTIONS = [
  '-machine [type=]name[,prop[=value][,...]]',
  '                selects emulated machine',
  '-display none   no display',
  '-uuid %08x-%04x-%04x-%04x-%012x',
  '-qmp dev        like -monitor but opens in',
  '-spice [port=port][,tls-port=secured-port]',
  '-netdev user,id=str[,ipv4=on|off]',
  '-netdev tap,id=str[,fd=h][,fds=x:y:...:z][,ifname=name]',
  '         [,vhost=on|off][,vhostfd=h]',
  '-blockdev [driver=]driver[,node-name=N][,discard=ignore|unmap]',
  '          [,read-only=on|off][,auto-read-only=on|off]',
];
const DEVICES = ['virtio-blk-pci', 'virtio-net-pci', 'scsi-hd', 'ide-hd', 'virtio-balloon'];

/** Capabilities of such a QEMU; by default much like 10.0. */
export function sketchedQemu(sketch: QemuSketch = {}): QemuCapabilities {
  const { version = '10.0.13', options = [], devices = DEVICES, machine = 'pc-i440fx-10.0' } = sketch;
  return parseCapabilities({
    help: [
      `QEMU emulator version ${version} (Debian)`,
      'usage: qemu [options] [disk_image]',
      '',
      ...OPTIONS,
      ...options,
    ].join('\n'),
    machines: [
      'Supported machines are:',
      'microvm              microvm (i386)',
      `pc                   Standard PC (i440FX + PIIX, 1996) (alias of ${machine})`,
      `${machine}       Standard PC (i440FX + PIIX, 1996) (default)`,
      'pc-i440fx-9.2        Standard PC (i440FX + PIIX, 1996)',
      'pc-q35-9.2           Standard PC (Q35 + ICH9, 2009)',
    ].join('\n'),
    devices: ['Storage devices:', ...devices.map((name) => `name "${name}", bus PCI`)].join('\n'),
  });
}
