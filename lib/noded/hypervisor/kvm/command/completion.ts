import type { QemuCapabilities } from '../capabilities.js';
import { socketOption } from './base.js';
import type { Argument } from './interface.js';

/** What is added to the kept command line each time QEMU is started, on this node and now. */
export interface Completion {
  readonly keymap: string;
  readonly nics: readonly string[];
  readonly disks: readonly string[];
  /** Where to wait for a migrating guest; undefined for a fresh start. */
  readonly incoming?: { readonly address: string; readonly port: number };
  /** Places on this machine. */
  readonly sockets: { readonly qmp: string; readonly kvmd: string };
  readonly runAs: readonly string[];
}

/** The whole command line. A fresh guest starts frozen (-S): it is released when passwords, CPUs and memory are set. */
export function completeCommand(base: readonly Argument[], completion: Completion): string[] {
  const { keymap, nics, disks, incoming, sockets, runAs } = completion;
  return [
    ...base.map(String),
    ...(keymap === '' ? [] : ['-k', keymap]),
    ...nics,
    ...(incoming === undefined ? [] : ['-incoming', `tcp:${incoming.address}:${String(incoming.port)}`]),
    ...['-qmp', socketOption(sockets.qmp), '-qmp', socketOption(sockets.kvmd)],
    ...disks,
    ...(incoming === undefined && !base.includes('-S') ? ['-S'] : []),
    ...runAs,
  ];
}

/** Options that drop privileges: `-run-with` where QEMU has it for both, else the older pair. */
export function runAsOptions(capabilities: QemuCapabilities, who: { user?: string; chroot?: string }): string[] {
  const { user, chroot } = who;
  if (user === undefined && chroot === undefined) return [];
  const runWith = capabilities.option('-run-with') ?? '';
  if (runWith.includes('user=') && runWith.includes('chroot=')) {
    const parts = [
      ...(user === undefined ? [] : [`user=${user}`]),
      ...(chroot === undefined ? [] : [`chroot=${chroot}`]),
    ];
    return ['-run-with', parts.join(',')];
  }
  return [...(user === undefined ? [] : ['-runas', user]), ...(chroot === undefined ? [] : ['-chroot', chroot])];
}
