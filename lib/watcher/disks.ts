import { DT_EXT, JOB_STATUS_QUEUED, JOB_STATUS_RUNNING, JOB_STATUS_WAITING, OP_PRIO_LOW } from '@gnt/constants';
import type { WireOpcode } from '@gnt/luxi-client';
import { makeSimpleFilter } from '@gnt/protocol';
import type { Clock } from '../common/clock.js';
import { messageOf } from './errors.js';
import type { GroupData, WatchedInstance } from './group-data.js';
import { isHelpless } from './instances.js';
import type { WatcherLog } from './log.js';
import { watcherOpcode, type Master } from './master.js';
import type { Notepad } from './notepad.js';

export interface DiskCareDependencies {
  readonly master: Pick<Master, 'query' | 'submit' | 'wait' | 'archiveJob'>;
  readonly clock: Clock;
  readonly log: WatcherLog;
}

function activation(clock: Clock, instance: string): WireOpcode {
  return watcherOpcode(clock, `Activating disks for instance ${instance}`, {
    OP_ID: 'OP_INSTANCE_ACTIVATE_DISKS',
    instance_name: instance,
  });
}

/**
 * Activates the disks of instances that have a secondary node which was booted since the last run, but for those that
 * were `started` in this run: that has activated them.
 */
export async function reviveSecondaries(
  { master, clock, log }: DiskCareDependencies,
  notepad: Notepad,
  { nodes, instances }: GroupData,
  started: ReadonlySet<string>,
): Promise<void> {
  const silent = [...nodes.values()].filter((node) => node.bootId === null && !node.offline);
  for (const { name } of silent) log.debug(`Node '${name}' tells no boot id; its secondaries are not looked at`);
  const booted = [...nodes.values()].flatMap(({ name, bootId }) =>
    bootId !== null && bootId !== notepad.bootId(name) ? [{ name, bootId }] : [],
  );
  for (const { name } of booted) {
    for (const instance of [...instances.values()].filter((i) => i.secondaries.includes(name))) {
      if (!instance.disksActive) {
        log.info(`The disks of instance '${instance.name}' are not meant to be active; they stay so`);
      } else if (started.has(instance.name)) {
        log.debug(`Instance '${instance.name}' was started just now, and its disks with it`);
      } else {
        log.info(`Node '${name}' was booted: activating the disks of instance '${instance.name}'`);
        try {
          await master.wait(await master.submit([activation(clock, instance.name)]));
        } catch (e) {
          log.error(`The disks of instance '${instance.name}' could not be activated: ${messageOf(e)}`);
        }
      }
    }
  }
  for (const { name, bootId } of booted) notepad.setBootId(name, bootId);
}

/** Whether the group has disks that can be verified: there is no way to verify those of external storage. */
export function hasVerifiableDisks({ instances }: GroupData): boolean {
  return [...instances.values()].some((i) => i.diskTemplate !== DT_EXT);
}

/** Has the group's disks verified, unless a job does that already, and activates those that are not active. */
export async function verifyDisks(
  deps: DiskCareDependencies,
  group: string,
  data: GroupData,
  strict: boolean,
): Promise<void> {
  const { master, clock, log } = deps;
  const pending = await pendingVerification(master, group);
  if (pending.length > 0) {
    log.info(`The disks of group ${group} are being verified already, by job ${pending.join(', ')}`);
    return;
  }
  const op = watcherOpcode(clock, `Verifying disks of group ${group}`, {
    OP_ID: 'OP_GROUP_VERIFY_DISKS',
    group_name: group,
    priority: OP_PRIO_LOW,
    is_strict: strict,
  });
  const job = await master.submit([op]);
  const [result] = await master.wait(job);
  try {
    await master.archiveJob(job);
  } catch (e) {
    log.error(`Job ${String(job)} could not be archived: ${messageOf(e)}`);
  }
  await activate(deps, inactiveOf(result), data);
}

async function pendingVerification(master: Pick<Master, 'query'>, group: string): Promise<number[]> {
  const waiting = makeSimpleFilter('status', [JOB_STATUS_RUNNING, JOB_STATUS_QUEUED, JOB_STATUS_WAITING]);
  const rows = await master.query('job', ['id', 'summary'], waiting);
  const wanted = `GROUP_VERIFY_DISKS(${group})`;
  return rows.flatMap(([id, summary]) => (Array.isArray(summary) && summary.includes(wanted) ? [Number(id)] : []));
}

/** Instances with disks that are not active, of what OP_GROUP_VERIFY_DISKS results in: [node errors, these, missing volumes]. */
function inactiveOf(result: unknown): string[] {
  const names: unknown = Array.isArray(result) ? result[1] : undefined;
  if (!Array.isArray(names)) throw new Error(`The verification of disks had no such result: ${JSON.stringify(result)}`);
  return names.map(String);
}

async function activate(
  { master, clock, log }: DiskCareDependencies,
  inactive: readonly string[],
  data: GroupData,
): Promise<void> {
  if (inactive.length === 0) {
    log.debug('All disks that ought to be active are');
    return;
  }
  const able = inactive.filter((name) => {
    const instance = data.instances.get(name);
    if (instance === undefined) log.info(`Instance '${name}' is not looked after here; its disks are left alone`);
    else if (!canBeActivated(instance, data))
      log.info(`The disks of instance '${name}' are not active, but one of its nodes is offline or down`);
    else return true;
    return false;
  });
  if (able.length === 0) return;
  log.info(`Activating the disks of: ${able.join(', ')}`);
  try {
    // One job for all: it puts less load on the queue than one for each.
    await master.wait(await master.submit(able.map((name) => activation(clock, name))));
  } catch (e) {
    log.error(`Disks could not be activated: ${messageOf(e)}`);
  }
}

function canBeActivated(instance: WatchedInstance, { nodes }: GroupData): boolean {
  return !isHelpless(instance) && !instance.secondaries.some((name) => nodes.get(name)?.offline ?? false);
}
