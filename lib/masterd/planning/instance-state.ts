import { HT_KVM, INSTST_ADMINDOWN, INSTST_ADMINOFFLINE, INSTST_ERRORDOWN } from '@gnt/constants';
import type { Cluster, Instance, Parameters } from './objects.js';
import { hvOf } from './params.js';

/** Whether a hypervisor's state of an instance means that its guest has switched it off. */
export function isShutDown(state: unknown): boolean {
  return state === 1 || state === 'shutdown';
}

/** Whether the instance's kind lets its user switch it off. */
export function mayBeUserDown(cluster: Cluster, instance: Instance): boolean {
  return instance.hypervisor !== HT_KVM || Boolean(hvOf(cluster, instance, { skipGlobals: true })['user_shutdown']);
}

/** Whether what a hypervisor says of an instance means that its user has switched it off. */
export function isUserDown(cluster: Cluster, instance: Instance, info: Parameters): boolean {
  return 'state' in info && isShutDown(info['state']) && mayBeUserDown(cluster, instance);
}

/** What `gnt-instance info` calls the state of an instance, given what its hypervisor says of it. */
export function runState(cluster: Cluster, instance: Instance, info: Parameters): string {
  if ('state' in info) {
    if (!isShutDown(info['state'])) return 'up';
    return cluster.enabled_user_shutdown && mayBeUserDown(cluster, instance) ? 'user down' : 'down';
  }
  if (instance.admin_state === 'up') return 'down';
  if (instance.admin_state === 'down') return instance.admin_state_source === 'user' ? 'user down' : 'down';
  return 'offline';
}

/** The status of an instance that does not run. */
export function statusWhenStopped(instance: Instance): string {
  if (instance.admin_state === 'up') return INSTST_ERRORDOWN;
  return instance.admin_state === 'down' ? INSTST_ADMINDOWN : INSTST_ADMINOFFLINE;
}
