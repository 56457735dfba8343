import { HT_KVM } from '@gnt/constants';
import { MOND_EXTRA_COLLECTORS, MOND_STATUS } from '@gnt/protocol';
import { findGuest, shutDownByUser, type KvmGuest } from '../kvm-guests.js';
import { guestRunState } from '../qmp-status.js';
import { uptimeText } from '../parse/proc.js';
import type { ActualState } from '../parse/xen.js';
import { mergedStatus } from '../report.js';
import { statusRow, type InstanceStatus } from './instance-status.js';
import type { Collector, CollectorDependencies } from './interface.js';
import { instancesOfNode } from './lv.js';

/** QEMU's run states (its qapi/run-state.json); those that are not here have the guest wait for somebody: paused. */
const RUN_STATES: Readonly<Record<string, ActualState>> = {
  running: 'running',
  'io-error': 'blocked',
  shutdown: 'shutdown',
  'guest-panicked': 'crashed',
  'internal-error': 'hung',
  watchdog: 'hung',
};

/** What QEMU says that the guest is doing; what its process shows when QEMU does not answer. */
async function stateOf(deps: CollectorDependencies, { name, stat }: KvmGuest): Promise<ActualState> {
  if (stat.state === 'X') return 'dying';
  const told = await guestRunState(deps, name);
  if (told !== undefined) return RUN_STATES[told] ?? 'paused';
  return stat.state === 'T' || stat.state === 't' ? 'hung' : 'running';
}

async function rowOf(
  deps: CollectorDependencies,
  instance: Readonly<Record<string, unknown>>,
): Promise<InstanceStatus> {
  const name = String(instance['name']);
  const guest = await findGuest(deps, name);
  if (guest)
    return statusRow(deps, instance, {
      state: await stateOf(deps, guest),
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
