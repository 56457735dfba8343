import { readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandRunner } from '../../common/exec.js';
import { isMissing, type Files } from '../../common/files.js';
import { nodeRoot, type VclusterPlan } from './plan.js';

async function entries(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (e) {
    if (isMissing(e)) return [];
    throw e;
  }
}

/** Taps of the cluster's guests, as the kvm driver notes them below each node; also those that hang on no bridge. */
async function taps(plan: VclusterPlan, files: Files): Promise<string[]> {
  const found: string[] = [];
  for (const node of plan.nodes) {
    const folder = join(nodeRoot(plan, node), 'var/run/ganeti/kvm-hypervisor/nic');
    for (const instance of await entries(folder)) {
      for (const nic of await entries(join(folder, instance))) {
        const name = (await files.readTextIfPresent(join(folder, instance, nic)))?.trim();
        if (name !== undefined && /^[\w.-]{1,15}$/.test(name)) found.push(name);
      }
    }
  }
  return found;
}

/** Removes the network devices that guests left when their node was cut off. */
export async function removeTaps(plan: VclusterPlan, runner: CommandRunner, files: Files): Promise<void> {
  for (const tap of await taps(plan, files)) {
    const there = await runner.tryRun('ip', ['link', 'show', 'dev', tap]);
    if (there.exitCode === 0) await runner.run('ip', ['link', 'del', tap]);
  }
}

/** Removes the short links to sockets of the cluster that the kvm driver made below the temporary directory. */
export async function removeSocketLinks(plan: VclusterPlan): Promise<void> {
  for (const name of await entries(tmpdir())) {
    if (!name.startsWith('gnt-')) continue;
    const path = join(tmpdir(), name);
    const target = await readlink(path).catch(() => undefined);
    const below = [plan.dir, plan.base].some((dir) => target?.startsWith(`${dir}/`) === true);
    if (below) await rm(path, { force: true });
  }
}
