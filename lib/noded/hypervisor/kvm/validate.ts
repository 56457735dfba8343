import { stat } from 'node:fs/promises';
import { isIPv4, isIPv6 } from 'node:net';
import { normalize } from 'node:path';
import { HypervisorError } from '../errors.js';
import { ParamReader } from '../params.js';
import type { QemuCapabilities } from './capabilities.js';
import { isUrl, type InterfaceAddresses } from './command/index.js';
import { shellWords } from './shell-words.js';

export interface ValidationDeps {
  readonly capabilities: QemuCapabilities;
  readonly interfaceAddresses: (name: string) => InterfaceAddresses | undefined;
  /** Throws when there is no such user. */
  readonly requireUser: (user: string) => Promise<unknown>;
}

const FILES = ['kernel_path', 'initrd_path', 'vnc_password_file', 'spice_password_file', 'floppy_image_path'];
const FILES_OR_URLS = ['cdrom_image_path', 'cdrom2_image_path'];
const DIRECTORIES = ['vnc_x509_path', 'mem_path'];

/** What of the parameters depends on this node: files, directories, users, what its QEMU can do. Throws on the first fault. */
export async function validateParams(values: Readonly<Record<string, unknown>>, deps: ValidationDeps): Promise<void> {
  const hvp = new ParamReader(values);
  await checkFiles(hvp);
  if (hvp.text('security_model') === 'user') await deps.requireUser(hvp.text('security_domain'));
  checkVnc(hvp, deps);
  checkSpice(hvp, deps);
  checkDisk(hvp, deps.capabilities);
  checkMachine(hvp, deps.capabilities);
  shellWords(hvp.text('kvm_extra'));
}

async function checkFiles(hvp: ParamReader): Promise<void> {
  const checks: [names: readonly string[], kind: 'file' | 'directory', problem: string][] = [
    [['kvm_path', ...FILES], 'file', 'not found or not a file'],
    [FILES_OR_URLS, 'file', 'is no file here, and no URL'],
    [DIRECTORIES, 'directory', 'not found or not a directory'],
  ];
  for (const [names, kind, problem] of checks) {
    for (const name of names) {
      const value = hvp.text(name);
      if (value === '' || (FILES_OR_URLS.includes(name) && isUrl(value))) continue;
      const found = await stat(value).catch(() => undefined);
      if (kind === 'file' ? found?.isFile() : found?.isDirectory()) continue;
      throw new HypervisorError(`Parameter '${name}' fails validation: ${problem} (current value: '${value}')`);
    }
  }
}

function isAddress(text: string): boolean {
  return isIPv4(text) || isIPv6(text);
}

function checkVnc(hvp: ParamReader, { interfaceAddresses }: ValidationDeps): void {
  const bind = hvp.text('vnc_bind_address');
  if (bind === '' || isAddress(bind) || interfaceAddresses(bind) !== undefined) return;
  if (bind.startsWith('/') && normalize(bind) === bind) return;
  throw new HypervisorError('VNC: vnc_bind_address takes an IP address, the name of an interface or an absolute path');
}

function checkSpice(hvp: ParamReader, { capabilities, interfaceAddresses }: ValidationDeps): void {
  const bind = hvp.text('spice_bind');
  if (bind === '') return;
  if (hvp.text('vnc_bind_address') !== '') {
    throw new HypervisorError('VNC and SPICE are both set; a guest has one of them');
  }
  if (capabilities.option('-spice') === undefined) {
    throw new HypervisorError("SPICE is set, but this QEMU lacks it ('kvm --help')");
  }
  if (!isAddress(bind) && interfaceAddresses(bind) === undefined) {
    throw new HypervisorError('SPICE: spice_bind takes an IP address or the name of an interface');
  }
}

function checkDisk(hvp: ParamReader, { version }: QemuCapabilities): void {
  const aio = hvp.text('disk_aio');
  if (aio === 'io_uring' && version[0] < 5) throw new HypervisorError("'disk_aio=io_uring' needs QEMU 5.0 or newer.");
  if (aio === 'native' && hvp.text('disk_cache') !== 'none') {
    throw new HypervisorError("'disk_aio' 'native' goes only with 'disk_cache' 'none'.");
  }
}

function checkMachine(hvp: ParamReader, { machines }: QemuCapabilities): void {
  const name = hvp.text('machine_version');
  if (name === '' || machines.some((m) => m.name === name && m.description.includes('PC'))) return;
  throw new HypervisorError(`Unsupported machine version: ${name}`);
}
