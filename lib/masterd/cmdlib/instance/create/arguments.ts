import { FD_DEFAULT, FILE_DRIVER, IDISK_PARAMS_TYPES, INIC_PARAMS_TYPES, type DiskTemplate } from '@gnt/constants';
import type { OpcodeOf } from '@gnt/opcodes';
import { diskTemplates } from '@gnt/objects';
import { ECODE_INVAL, ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import { checkDeviceNames, normalHostName } from '../../../planning/names.js';
import type { Cluster, Parameters } from '../../../planning/objects.js';
import { osImageOf } from '../../../planning/os-image.js';
import { typed } from '../../../planning/params.js';
import { allocatorOrNode, checkTemplateEnabled } from '../../common/checks.js';

type Op = OpcodeOf<'OP_INSTANCE_CREATE'>;

/** What is asked for, with defaults worked out, before anything is locked. */
export interface CreateArguments {
  readonly template: DiskTemplate;
  readonly disks: readonly Parameters[];
  readonly nics: readonly Parameters[];
  /** Disks are existing volumes. */
  readonly adopt: boolean;
  readonly fileDriver: string | null;
  readonly allocator: string | null;
  readonly start: boolean;
  /** Path or address of an image for the first disk. */
  readonly osImage: string | null;
}

function checkAdoption(op: Op, template: DiskTemplate): boolean {
  const adopted = op.disks.filter((disk) => 'adopt' in disk).length;
  if (adopted > 0 && adopted < op.disks.length) throw new OpPrereqError('Adopt every disk or none', ECODE_INVAL);
  const { mayAdopt, mustAdopt } = diskTemplates[template];
  if (adopted === 0) {
    if (mustAdopt)
      throw new OpPrereqError(
        `Disks of template ${template} can only be adopted: each needs an 'adopt' parameter`,
        ECODE_INVAL,
      );
    return false;
  }
  if (!mayAdopt) throw new OpPrereqError(`Disks of template '${template}' can't be adopted`, ECODE_INVAL);
  if (op.iallocator !== null)
    throw new OpPrereqError(
      'Disks that are adopted exist on a node already: name it, without an iallocator',
      ECODE_INVAL,
    );
  return true;
}

function checkMode(op: Op, cluster: Cluster, osImage: string | null): void {
  if (op.mode !== 'create') {
    throw new OpPrereqError(
      `Instance creation mode '${op.mode}' is not available in this release; create the instance and copy its data`,
      ECODE_INVAL,
    );
  }
  if (op.os_type === null && osImage === null) throw new OpPrereqError('Give a guest OS or an OS image', ECODE_INVAL);
  if (op.os_type !== null && cluster.blacklisted_os.includes(op.os_type)) {
    throw new OpPrereqError(`Guest OS '${op.os_type}' may not be installed`, ECODE_STATE);
  }
}

function checkPlacement(op: Op, template: DiskTemplate): void {
  if (op.forthcoming && op.commit)
    throw new OpPrereqError('An instance is made forthcoming or committed, not both', ECODE_INVAL);
  if (op.ip_check && !op.name_check) throw new OpPrereqError('The IP check needs the name check', ECODE_INVAL);
  if (op.file_driver && !(FILE_DRIVER as readonly string[]).includes(op.file_driver)) {
    throw new OpPrereqError(`Invalid file driver name '${op.file_driver}'`, ECODE_INVAL);
  }
  if (op.pnode !== null && op.snode === null && diskTemplates[template].internallyMirrored) {
    throw new OpPrereqError('This disk template needs a secondary node', ECODE_INVAL);
  }
}

/** Checks what can be checked without locks. */
export function createArguments(op: Op, cluster: Cluster): CreateArguments {
  normalHostName(op.instance_name);
  const nics = op.nics.map((nic) => typed(nic, INIC_PARAMS_TYPES));
  checkDeviceNames('NIC', nics);
  checkDeviceNames('disk', op.disks);
  const template = op.disk_template ?? cluster.enabled_disk_templates[0] ?? 'diskless';
  checkTemplateEnabled(cluster, template);
  const disks = template === 'ext' ? op.disks : op.disks.map((disk) => typed(disk, IDISK_PARAMS_TYPES));
  const adopt = checkAdoption(op, template);
  checkPlacement(op, template);
  const allocator = allocatorOrNode(cluster, op.iallocator, op.pnode);
  if (op.opportunistic_locking && allocator === null) {
    throw new OpPrereqError(
      'Locks are taken opportunistically only where an iallocator chooses the nodes',
      ECODE_INVAL,
    );
  }
  const osImage = osImageOf(op.osparams);
  checkMode(op, cluster, osImage);
  return {
    template,
    disks,
    nics,
    adopt,
    fileDriver: op.file_driver ?? (diskTemplates[template].fileBased ? FD_DEFAULT : null),
    allocator,
    start: op.start && !op.no_install,
    osImage,
  };
}
