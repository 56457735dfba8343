import { HypervisorError } from '../../errors.js';
import { optionValue } from '../blockdev.js';
import type { CommandInput } from './interface.js';

const CDROM_DEVICES: Readonly<Record<string, string>> = {
  ide: 'ide-cd',
  paravirtual: 'virtio-blk-pci',
  'scsi-cd': 'scsi-cd',
};

/** Whether a value names something over HTTP and the like instead of a file. */
export function isUrl(value: string): boolean {
  return /^(https?|ftp):\/\//i.test(value);
}

/** The boot device that the parameters ask for; none with a kernel of our own. */
export function bootDevice({ hvp }: Pick<CommandInput, 'hvp'>): string {
  return hvp.text('kernel_path') === '' ? hvp.text('boot_order') : '';
}

/** Network boot, CD-ROMs and the floppy. */
export function mediaOptions(input: CommandInput): string[] {
  const { hvp } = input;
  const boot = bootDevice(input);
  const cdromType = hvp.text('cdrom_disk_type') || hvp.text('disk_type');
  return [
    ...(boot === 'network' ? ['-boot', 'order=n'] : []),
    ...cdrom(hvp.text('cdrom_image_path'), cdromType, 'cdrom1', boot === 'cdrom'),
    ...cdrom(hvp.text('cdrom2_image_path'), cdromType, 'cdrom2', false),
    ...floppy(hvp.text('floppy_image_path'), boot === 'floppy'),
  ];
}

function cdrom(image: string, type: string, id: string, boot: boolean): string[] {
  if (image === '') return [];
  const device = CDROM_DEVICES[type];
  if (device === undefined) throw new HypervisorError(`Unsupported cdrom disk type: ${type}`);
  const source = isUrl(image)
    ? [`file.driver=${/^https:/i.test(image) ? 'https' : 'http'}`, `file.url=${optionValue(image)}`]
    : ['file.driver=file', `file.filename=${optionValue(image)}`];
  const node = ['driver=raw', 'cache.direct=off', 'cache.no-flush=on', 'read-only=on', `node-name=${id}`, ...source];
  return [...(boot ? ['-boot', 'order=d'] : []), '-blockdev', node.join(','), '-device', `${device},drive=${id}`];
}

function floppy(image: string, boot: boolean): string[] {
  if (image === '') return [];
  const node = ['driver=raw', 'node-name=floppy1', 'file.driver=file', `file.filename=${optionValue(image)}`];
  return [...(boot ? ['-boot', 'a'] : []), '-blockdev', node.join(','), '-device', 'floppy,drive=floppy1'];
}

/** A kernel given by the node instead of a boot loader on the disk. */
export function kernelOptions({ hvp }: CommandInput): string[] {
  const kernel = hvp.text('kernel_path');
  if (kernel === '') return [];
  const initrd = hvp.text('initrd_path');
  const append = [`root=${hvp.text('root_path')}`, hvp.text('kernel_args')];
  if (hvp.flag('serial_console')) append.push(`console=ttyS0,${String(hvp.int('serial_speed'))}`);
  return ['-kernel', kernel, ...(initrd === '' ? [] : ['-initrd', initrd]), '-append', append.join(' ')];
}
