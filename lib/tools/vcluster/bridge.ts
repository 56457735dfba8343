import { access, constants } from 'node:fs/promises';
import type { CommandRunner } from '../../common/exec.js';

/** Why guests get no NIC on this machine; undefined when they can have one. */
export async function networkObstacle(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'making a bridge needs root';
  try {
    await access('/dev/net/tun', constants.R_OK | constants.W_OK);
    return undefined;
  } catch {
    return '/dev/net/tun is missing';
  }
}

/** Makes the cluster's bridge, or keeps it when it is there. */
export async function createBridge(runner: CommandRunner, name: string): Promise<void> {
  const there = await runner.tryRun('ip', ['link', 'show', 'dev', name]);
  if (there.exitCode !== 0) await runner.run('ip', ['link', 'add', name, 'type', 'bridge']);
  await runner.run('ip', ['link', 'set', name, 'up']);
}

/** Removes the bridge and every tap that hangs on it. */
export async function removeBridge(runner: CommandRunner, name: string): Promise<void> {
  const ports = await runner.tryRun('ip', ['-o', 'link', 'show', 'master', name]);
  if (ports.exitCode === 0) {
    for (const line of ports.stdout.split('\n')) {
      const port = /^\d+: ([^:@]+)/.exec(line)?.[1];
      if (port !== undefined) await runner.run('ip', ['link', 'del', port]);
    }
    await runner.run('ip', ['link', 'del', name]);
  }
}

/** Gives the nodes their addresses on a real device (`-n`); loopback needs none. */
export async function addAddresses(runner: CommandRunner, device: string, addresses: readonly string[]): Promise<void> {
  for (const address of addresses) {
    await runner.tryRun('ip', ['addr', 'del', `${address}/32`, 'dev', device]);
    await runner.run('ip', ['addr', 'add', `${address}/32`, 'dev', device]);
  }
}

export async function removeAddresses(
  runner: CommandRunner,
  device: string,
  addresses: readonly string[],
): Promise<void> {
  for (const address of addresses) await runner.tryRun('ip', ['addr', 'del', `${address}/32`, 'dev', device]);
}
