import { HT_KVM } from '@gnt/constants';
import { MOND_EXTRA_COLLECTORS, MOND_STATUS } from '@gnt/protocol';
import { findGuest, shutDownByUser } from '../kvm-guests.js';
import { uptimeText } from '../parse/proc.js';
import type { ActualState } from '../parse/xen.js';
import { mergedStatus } from '../report.js';
import { statusRow, type InstanceStatus } from './instance-status.js';
import type { Collector, CollectorDependencies } from './interface.js';
import { instancesOfNode } from './lv.js';

/** A stopped process is a paused guest; one that waits for a disk is blocked. */
const STATES: Readonly<Record<string, ActualState>> = { T: 'paused', t: 'paused', D: 'blocked', X: 'dying' };

async function rowOf(
  deps: CollectorDependencies,
  instance: Readonly<Record<string, unknown>>,
): Promise<InstanceStatus> {
  const name = String(instance['name']);
  const guest = await findGuest(deps, name);
  if (guest)
    return statusRow(deps, instance, {
      state: STATES[guest.stat.state] ?? 'running',
      uptime: uptimeText(guest.uptime),
    });
  const row = await statusRow(deps, instance, { state: 'shutdown', uptime: null });
  if (row.status.code === MOND_STATUS.ok || !(await shutDownByUser(deps, name))) return row;
  return { ...row, status: { code: MOND_STATUS.ok, message: 'The instance was shut down by its user' } };
}

/** Status of the KVM instances of this node. */
export function kvmInstancesCollector(deps: CollectorDependencies): Collector {
  return {
    name: 'inst-status-kvm',
    row: MOND_EXTRA_COLLECTORS['inst-status-kvm'],
    async collect() {
      const { primary } = await instancesOfNode(deps.confd, deps.hostname);
      const ours = primary.filter((instance) => instance['hypervisor'] === HT_KVM);
      const instances = await Promise.all(ours.map((instance) => rowOf(deps, instance)));
      return { instances, status: mergedStatus(instances.map((i) => i.status)) };
    },
  };
}
