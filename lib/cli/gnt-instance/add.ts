import { DT_DISKLESS, HYPER_TYPES, IEC_NONE, INSTANCE_CREATE, type HypervisorType } from '@gnt/constants';
import { BES_PARAMETER_COMPAT, HVS_PARAMETER_TYPES } from '@gnt/objects';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { defineCommand, one } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import type { IdentKeyValues } from '../framework/types.js';
import * as o from '../options.js';
import { enforced } from '../params.js';
import { parseDisks, parseNics, type DiskParams, type NicParams } from './devices.js';

interface DiskOptions {
  readonly diskTemplate: string | null;
  readonly disks: readonly IdentKeyValues[];
  readonly osSize: number | null;
}

function wantedDisks({ diskTemplate, disks, osSize }: DiskOptions): DiskParams[] {
  if (diskTemplate === DT_DISKLESS) {
    if (disks.length === 0 && osSize === null) return [];
    throw new OpPrereqError('Diskless instance but disk information passed', ECODE_INVAL);
  }
  if (disks.length === 0 && osSize === null) throw new OpPrereqError('No disk information specified', ECODE_INVAL);
  if (disks.length > 0 && osSize !== null)
    throw new OpPrereqError("Please use either the '--disk' or '-s' option", ECODE_INVAL);
  return osSize === null ? parseDisks(disks) : [{ size: osSize }];
}

function wantedNics(nics: readonly IdentKeyValues[], none: boolean): NicParams[] {
  if (nics.length > 0) return parseNics(nics);
  return none ? [] : [{}];
}

/** "name:params" of -H: the hypervisor and its parameters. */
function wantedHypervisor(given: IdentKeyValues | null): {
  hypervisor: HypervisorType | null;
  hvparams: Record<string, unknown>;
} {
  if (given === null) return { hypervisor: null, hvparams: {} };
  const [name, values] = given;
  const hypervisor = HYPER_TYPES.find((known) => known === name);
  if (hypervisor === undefined)
    throw new OpPrereqError(`Unknown hypervisor '${name}', known are ${HYPER_TYPES.join(', ')}`, ECODE_INVAL);
  if (values === null || values === false) {
    throw new OpPrereqError(`Hypervisor '${hypervisor}' cannot be removed here; give its name as -H NAME`, ECODE_INVAL);
  }
  const hvparams = enforced(values, HVS_PARAMETER_TYPES);
  // Commas separate parameters on the command line, so blanks stand for them here.
  const usb = hvparams['usb_devices'];
  return {
    hypervisor,
    hvparams: typeof usb === 'string' ? { ...hvparams, usb_devices: usb.replaceAll(' ', ',') } : hvparams,
  };
}

/** "pnode:snode" of -n. */
export function splitNodes(given: string | null): { pnode: string | null; snode: string | null } {
  const at = given?.indexOf(':') ?? -1;
  if (given === null || at === -1) return { pnode: given, snode: null };
  return { pnode: given.slice(0, at), snode: given.slice(at + 1) };
}

/** gnt-instance add: creates an instance. */
export const add = defineCommand({
  tool: 'gnt-instance',
  name: 'add',
  usage: '[...] -t disk-type -n node[:secondary-node] -o os-type <instance-name>',
  args: [one('host')],
  options: {
    beparams: o.beparams,
    disks: o.disks,
    diskTemplate: o.diskTemplate,
    fileStorageDir: o.instanceFileDir,
    fileDriver: o.fileDriver,
    hypervisor: o.hypervisor,
    iallocator: o.iallocator,
    nics: o.nics,
    node: o.nodePlacement,
    nodeGroup: o.nodeGroup,
    ipCheck: o.ipCheck,
    noIpCheck: o.noIpCheck,
    nameCheck: o.nameCheck,
    noNameCheck: o.noNameCheck,
    conflictsCheck: o.noConflictsCheck,
    noNics: o.noNics,
    waitForSync: o.noWaitForSync,
    osParams: o.osParams,
    osParamsPrivate: o.osParamsPrivate,
    osParamsSecret: o.osParamsSecret,
    osSize: o.osSize,
    opportunisticLocking: o.opportunisticLocking,
    tags: o.tagList,
    ...o.jobOptions,
    forthcoming: o.forthcoming,
    commit: o.commit,
    start: o.noStart,
    os: o.os,
    forceVariant: o.forceVariant,
    noInstall: o.noInstall,
    ignoreIpolicy: o.ignoreIpolicy,
    communication: o.communication,
    helperStartupTimeout: o.helperStartupTimeout,
    helperShutdownTimeout: o.helperShutdownTimeout,
  },
  async run({ opts, args: [name = ''], session }) {
    if (opts.forthcoming && opts.commit) {
      throw new OpPrereqError(
        'An instance can be reserved (--forthcoming) or committed (--commit), not both at once',
        ECODE_INVAL,
      );
    }
    const nics = wantedNics(opts.nics, opts.noNics);
    const op = opcode('OP_INSTANCE_CREATE', {
      mode: INSTANCE_CREATE,
      instance_name: name,
      ...splitNodes(opts.node),
      disks: wantedDisks(opts),
      nics,
      ...wantedHypervisor(opts.hypervisor),
      beparams: enforced(opts.beparams, BES_PARAMETER_COMPAT),
      disk_template: opts.diskTemplate,
      group_name: opts.nodeGroup,
      conflicts_check: opts.conflictsCheck,
      ip_check: opts.ipCheck,
      name_check: opts.nameCheck,
      wait_for_sync: opts.waitForSync,
      file_storage_dir: opts.fileStorageDir,
      file_driver: opts.fileDriver,
      iallocator: opts.iallocator,
      osparams: opts.osParams,
      osparams_private: opts.osParamsPrivate,
      osparams_secret: opts.osParamsSecret,
      opportunistic_locking: opts.opportunisticLocking,
      start: opts.start,
      os_type: opts.os,
      force_variant: opts.forceVariant,
      compress: IEC_NONE,
      tags: opts.tags?.split(',') ?? [],
      no_install: opts.noInstall,
      identify_defaults: false,
      ignore_ipolicy: opts.ignoreIpolicy,
      instance_communication: opts.communication ?? false,
      helper_startup_timeout: opts.helperStartupTimeout,
      helper_shutdown_timeout: opts.helperShutdownTimeout,
      forthcoming: opts.forthcoming,
      commit: opts.commit,
    });
    await session.jobs.submitOrSend(op);
    return 0;
  },
});
