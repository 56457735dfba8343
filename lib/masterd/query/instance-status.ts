import {
  ADMINST_OFFLINE,
  ADMINST_UP,
  HT_KVM,
  HV_KVM_USER_SHUTDOWN,
  INSTST_ADMINDOWN,
  INSTST_ADMINOFFLINE,
  INSTST_ERRORDOWN,
  INSTST_ERRORUP,
  INSTST_NODEDOWN,
  INSTST_NODEOFFLINE,
  INSTST_RUNNING,
  INSTST_USERDOWN,
  INSTST_WRONGNODE,
  USER_SOURCE,
  type InstanceStatus,
} from '@gnt/constants';
import { fillHvParams } from '@gnt/objects';
import type { InstanceInfo } from '@gnt/protocol';
import type { Cluster, Instance, Node } from '../planning/objects.js';

/** What was found out about an instance: what its hypervisor says and where, nothing, or that its primary node gave no answer. */
export type Found =
  | { readonly answered: true; readonly info: InstanceInfo; readonly onPrimary: boolean }
  | { readonly answered: true; readonly info: null }
  | { readonly answered: false; readonly offline: boolean };

/** A hypervisor's word for a guest that has shut itself down but is still known to it. */
const STATE_SHUTDOWN = 1;

/** The state of an instance as lists show it, from what is wanted and what was found. */
export function instanceStatus(
  instance: Instance,
  primary: Node | undefined,
  cluster: Cluster,
  found: Found,
): InstanceStatus {
  if (primary?.offline) return INSTST_NODEOFFLINE;
  if (!found.answered) return INSTST_NODEDOWN;
  if (found.info === null) return statusWhenAbsent(instance, cluster);
  if (!found.onPrimary) return INSTST_WRONGNODE;
  const wanted = instance.admin_state === ADMINST_UP;
  if (found.info.state !== STATE_SHUTDOWN) return wanted ? INSTST_RUNNING : INSTST_ERRORUP;
  if (!wanted) return INSTST_ADMINDOWN;
  return userMayShutDown(instance, cluster) ? INSTST_USERDOWN : INSTST_ERRORDOWN;
}

function statusWhenAbsent(instance: Instance, cluster: Cluster): InstanceStatus {
  if (instance.admin_state === ADMINST_UP) return INSTST_ERRORDOWN;
  if (instance.admin_state === ADMINST_OFFLINE) return INSTST_ADMINOFFLINE;
  return instance.admin_state_source === USER_SOURCE && cluster.enabled_user_shutdown
    ? INSTST_USERDOWN
    : INSTST_ADMINDOWN;
}

/** Whether a shutdown from inside the guest counts as one that its user wanted. */
function userMayShutDown(instance: Instance, cluster: Cluster): boolean {
  if (!cluster.enabled_user_shutdown) return false;
  return instance.hypervisor !== HT_KVM || fillHvParams(cluster, instance)[HV_KVM_USER_SHUTDOWN] === true;
}
