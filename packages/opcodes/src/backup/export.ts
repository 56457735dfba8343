import { ht } from '@gnt/ht';
import { defineOpcode, onWire, optional, required } from '../define.js';
import { pShutdownTimeout } from '../params/common.js';
import { pCompress, pInstanceName, pInstanceUuid } from '../params/instance.js';
import { pTargetNodeUuid } from '../params/node.js';
import { exportMode, exportTarget } from '../types/index.js';

export const opBackupExport = defineOpcode({
  id: 'OP_BACKUP_EXPORT',
  doc: 'Export an instance to a node of this cluster, or straight to another cluster. Returns whether the end went well, and the same for each disk.',
  summaryField: 'instance_name',
  params: {
    instance_name: pInstanceName,
    instance_uuid: pInstanceUuid,
    compress: pCompress,
    shutdown_timeout: pShutdownTimeout,
    target_node: required(
      exportTarget,
      'Node that keeps the export, by name; for remote the connection data of each disk, as the receiver gave them.',
    ),
    target_node_uuid: pTargetNodeUuid,
    shutdown: optional(
      ht.bool,
      true,
      'Shut the instance down while its disks are copied or, with LVM, while snapshots are taken.',
    ),
    remove_instance: optional(ht.bool, false, 'Remove the instance after the export.'),
    ignore_remove_failures: optional(
      ht.bool,
      false,
      'Forget the instance although something of it could not be removed.',
    ),
    mode: onWire(optional(exportMode, 'local', 'local stays in this cluster, remote goes to another.')),
    x509_key_name: optional(
      ht.maybe(ht.list(ht.any)),
      null,
      'For remote: which key to send with, as the preparation returned it.',
    ),
    destination_x509_ca: optional(
      ht.maybe(ht.nonEmptyString),
      null,
      'For remote: certificate of the receiver, in PEM form and signed.',
    ),
    zero_free_space: optional(
      ht.bool,
      false,
      'Overwrite free space in the disks with zeros first, so that the export compresses well.',
    ),
    zeroing_timeout_fixed: optional(ht.maybe(ht.int), null, 'Seconds that overwriting may take, whatever the size.'),
    zeroing_timeout_per_mib: optional(
      ht.maybe(ht.float),
      null,
      'Seconds that overwriting may take in addition for each MiB.',
    ),
    long_sleep: optional(ht.bool, false, 'Where disks have no snapshots, keep the instance down for the whole export.'),
  },
  result: ht.tuple(ht.bool, ht.list(ht.bool)),
});
