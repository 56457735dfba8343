import { ht } from '@gnt/ht';

/** Where the content of a new instance comes from. */
export const instanceCreateMode = ht.oneOf(['create', 'import', 'remote-import']);

/** Hypervisors known to the cluster. */
export const hypervisor = ht.oneOf(['chroot', 'fake', 'kvm', 'lxc', 'xen-hvm', 'xen-pvm']);

/** How a migration treats the guest: running on, or paused meanwhile. */
export const migrationMode = ht.oneOf(['live', 'non-live']);

/** How to restart: inside the guest, by stop and start, or as reset of the machine. */
export const rebootType = ht.oneOf(['full', 'hard', 'soft']);

/** Who asked for an instance's state: an administrator, or the guest by switching itself off. */
export const adminStateSource = ht.oneOf(['admin', 'user']);

/** Whether data stays within the cluster or leaves it. */
export const exportMode = ht.oneOf(['local', 'remote']);

/** Where an export goes: the name of a node, or a list of connection data, one entry a disk. */
export const exportTarget = ht.anyOf(ht.nonEmptyString, ht.list(ht.any));
