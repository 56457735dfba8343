import { join, resolve } from 'node:path';
import type { VclusterContext } from './context.js';

/** How a guest of scripts/guest-image.mjs boots. */
export function guestBoot(dir: string): { kernel: string; initrd: string; args: string } {
  return {
    kernel: join(resolve(dir), 'vmlinuz'),
    initrd: join(resolve(dir), 'initrd.gz'),
    args: 'ro quiet panic=5 nokaslr mitigations=off tsc=reliable no_timer_check random.trust_cpu=on',
  };
}

/** How long the guest may take to say hello under KVM. */
const PROBE_MS = 10_000;

/**
 * Boots the guest's kernel under KVM for at most 10 s: /dev/kvm may exist and still not run ordinary guests. Takes
 * `tcg`, software emulation, when it does not answer.
 */
export async function chooseAccelerator(guest: string, ctx: VclusterContext): Promise<'kvm' | 'tcg'> {
  const boot = guestBoot(guest);
  // The guest powers itself off when its command line asks for a probe, which ends QEMU with code 0.
  const probe = await ctx.runner
    .tryRun(
      '/usr/bin/qemu-system-x86_64',
      [
        ...['-accel', 'kvm', '-m', '128', '-nodefaults', '-display', 'none', '-no-reboot', '-serial', 'stdio'],
        ...['-kernel', boot.kernel, '-initrd', boot.initrd, '-append', `console=ttyS0 ${boot.args} gnt.probe=1`],
      ],
      { timeout: PROBE_MS },
    )
    .catch(() => undefined);
  const works = probe?.exitCode === 0 && probe.stdout.includes('READY');
  ctx.say(
    works ? 'Guests run under KVM' : 'KVM does not boot guests on this machine; guests run in software emulation (TCG)',
  );
  return works ? 'kvm' : 'tcg';
}
