import { ADMINST_DOWN, ADMINST_OFFLINE } from '@gnt/constants';
import { MOND_STATUS } from '@gnt/protocol';
import { join } from 'node:path';
import type { ActualState } from '../parse/xen.js';
import { STATUS_OK, type Status } from '../report.js';
import type { CollectorDependencies } from './interface.js';

/** One instance in a report about instances. */
export interface InstanceStatus {
  readonly name: string;
  readonly uuid: string;
  readonly adminState: string;
  readonly actualState: ActualState;
  readonly uptime: string | null;
  readonly mtime: number;
  readonly state_reason: unknown[];
  readonly status: Status;
}

/** Whether an instance is as it should be. */
export function instanceHealth(adminState: string, actual: ActualState): Status {
  if (adminState === ADMINST_OFFLINE) return { code: MOND_STATUS.unknown, message: 'The instance is marked offline' };
  if (adminState === ADMINST_DOWN) {
    if (actual === 'shutdown' || actual === 'dying') return STATUS_OK;
    return { code: MOND_STATUS.bad, message: 'The instance should be down, and is not' };
  }
  if (actual === 'running' || actual === 'blocked') return STATUS_OK;
  if (actual === 'hung') return { code: MOND_STATUS.unknown, message: 'The instance should run, and seems to hang' };
  return { code: MOND_STATUS.bad, message: 'The instance should run, and does not' };
}

/** Why an instance is in its state, as the node wrote it down; nothing when it did not. */
export async function reasonTrail({ files, paths, log }: CollectorDependencies, name: string): Promise<unknown[]> {
  try {
    const text = await files.readTextIfPresent(join(paths.file('instanceReasonDir'), name));
    const trail: unknown = text === undefined ? [] : JSON.parse(text);
    if (Array.isArray(trail)) return trail as unknown[];
    throw new Error('not a list');
  } catch (err) {
    log.warn({ err, instance: name }, 'the reason of its state cannot be read');
    return [];
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The report's row of an instance as confd gives it. */
export async function statusRow(
  deps: CollectorDependencies,
  instance: Readonly<Record<string, unknown>>,
  seen: { readonly state: ActualState; readonly uptime: string | null },
): Promise<InstanceStatus> {
  const name = textOf(instance['name']);
  const adminState = textOf(instance['admin_state']);
  return {
    name,
    uuid: textOf(instance['uuid']),
    adminState,
    actualState: seen.state,
    uptime: seen.uptime,
    mtime: typeof instance['mtime'] === 'number' ? instance['mtime'] : 0,
    state_reason: await reasonTrail(deps, name),
    status: instanceHealth(adminState, seen.state),
  };
}
