import { HT_SCSI_DEVICE_TYPES } from '@gnt/constants';
import { shellWords } from '../shell-words.js';
import { displayOptions } from './display.js';
import type { Argument, CommandInput } from './interface.js';
import { mediaOptions, kernelOptions } from './media.js';

/**
 * The part of a guest's command line that is the same on each node and for as long as the guest lives; it is kept in
 * the runtime file. Order and forms are the original's, so that its nodes can take the guest over.
 */
export function baseCommand(input: CommandInput): Argument[] {
  const { hvp, capabilities, files, name } = input;
  return [
    hvp.text('kvm_path'),
    ...['-name', name],
    ...['-m', input.memory],
    ...['-smp', topology(input)],
    ...['-pidfile', files.pid(name)],
    ...scsiController(input),
    ...['-device', 'virtio-balloon', '-daemonize'],
    ...['-D', files.log(name)],
    ...(hvp.text('reboot_behavior') === 'exit' ? ['-no-reboot'] : []),
    ...machineOptions(input),
    ...input.accelerator,
    ...(input.paused ? ['-S'] : []),
    ...mediaOptions(input),
    ...kernelOptions(input),
    ...memoryFile(hvp.text('mem_path')),
    ...['-monitor', socketOption(files.control(name, 'monitor'))],
    ...['-serial', hvp.flag('serial_console') ? socketOption(files.control(name, 'serial')) : 'none'],
    ...['-usb'],
    ...displayOptions(input),
    ...(hvp.flag('use_localtime') ? ['-rtc', 'base=localtime'] : []),
    ...(hvp.text('cpu_type') === '' ? [] : ['-cpu', hvp.text('cpu_type')]),
    ...vga(input),
    ...listed(hvp.text('usb_devices')).flatMap((device) => ['-usbdevice', device]),
    ...(capabilities.option('-uuid') === undefined ? [] : ['-uuid', input.uuid]),
    ...guestAgent(input),
    ...shellWords(hvp.text('kvm_extra')),
  ];
}

/** A socket that QEMU listens on. */
export function socketOption(path: string): string {
  return `unix:${path},server,nowait`;
}

function listed(text: string): string[] {
  return text === '' ? [] : text.split(',');
}

function topology({ hvp, vcpus }: CommandInput): string {
  const parts = (['cores', 'threads', 'sockets'] as const).flatMap((key) => {
    const count = hvp.int(`cpu_${key}`);
    return count === 0 ? [] : [`${key}=${String(count)}`];
  });
  return [String(vcpus), ...parts].join(',');
}

function scsiController({ hvp }: CommandInput): string[] {
  const types = [hvp.text('disk_type'), hvp.text('cdrom_disk_type')];
  if (!types.some((type) => (HT_SCSI_DEVICE_TYPES as readonly string[]).includes(type))) return [];
  return ['-device', `${hvp.text('scsi_controller_type')},id=scsi`];
}

function machineOptions({ hvp, capabilities }: CommandInput): string[] {
  const acpi = hvp.flag('acpi');
  const hasNoAcpi = capabilities.option('-no-acpi') !== undefined;
  const machine = [
    hvp.text('machine_version') || capabilities.defaultMachine,
    ...(acpi || hasNoAcpi ? [] : ['acpi=off']),
    ...(hvp.text('kvm_flag') === 'enabled' ? ['accel=kvm'] : []),
  ];
  return [...(!acpi && hasNoAcpi ? ['-no-acpi'] : []), '-machine', machine.join(',')];
}

function memoryFile(path: string): string[] {
  return path === '' ? [] : ['-mem-path', path, '-mem-prealloc'];
}

function vga({ hvp }: CommandInput): string[] {
  if (hvp.text('vga') !== '') return ['-vga', hvp.text('vga')];
  const spice = hvp.text('vnc_bind_address') === '' && hvp.text('spice_bind') !== '';
  return spice ? ['-vga', 'qxl'] : [];
}

function guestAgent({ hvp, files, name }: CommandInput): string[] {
  if (!hvp.flag('use_guest_agent')) return [];
  return [
    ...['-chardev', `socket,path=${files.control(name, 'qga')},server,nowait,id=qga0`],
    ...['-device', 'virtio-serial,id=qga0'],
    ...['-device', 'virtserialport,chardev=qga0,name=org.qemu.guest_agent.0'],
  ];
}
