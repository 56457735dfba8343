import {
  ADMIN_STATE_SOURCES,
  EXPORT_MODES,
  HT_MIGRATION_MODES,
  HYPER_TYPES,
  INSTANCE_CREATE_MODES,
  REBOOT_TYPES,
} from '@gnt/constants';
import { ht } from '@gnt/ht';

/** Where the content of a new instance comes from. */
export const instanceCreateMode = ht.oneOf(INSTANCE_CREATE_MODES);

/** Hypervisors known to the cluster. */
export const hypervisor = ht.oneOf(HYPER_TYPES);

/** How a migration treats the guest: running on, or paused meanwhile. */
export const migrationMode = ht.oneOf(HT_MIGRATION_MODES);

/** How to restart: inside the guest, by stop and start, or as reset of the machine. */
export const rebootType = ht.oneOf(REBOOT_TYPES);

/** Who asked for an instance's state: an administrator, or the guest by switching itself off. */
export const adminStateSource = ht.oneOf(ADMIN_STATE_SOURCES);

/** Whether data stays within the cluster or leaves it. */
export const exportMode = ht.oneOf(EXPORT_MODES);

/** Where an export goes: the name of a node, or a list of connection data, one entry a disk. */
export const exportTarget = ht.anyOf(ht.nonEmptyString, ht.list(ht.any));
