import { basename, dirname } from 'node:path';
import { DT_FILE, DT_SHARED_FILE } from '@gnt/constants';
import { diskTemplates, type ConfigData } from '@gnt/objects';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { disksOf, instanceNodes } from '../../../config/queries.js';
import { normalHostName } from '../../planning/names.js';
import type { Disk, Instance, Parameters, Snapshot } from '../../planning/objects.js';
import { wireDisk, wireInstance } from '../../rpc/wire.js';
import type { LockNeeds } from '../base.js';
import { draftDisk, draftInstance } from '../common/changes.js';
import {
  INSTANCE_NOT_RUNNING,
  checkInstanceState,
  checkNameIsFree,
  checkNodeOnline,
  checkTemplateEnabled,
  instanceOf,
} from '../common/checks.js';
import { nodeName } from '../common/expand.js';
import { checkAddressIsFree, resolveInstanceName, type Host } from '../common/host-name.js';
import { exclusive } from '../common/locks.js';
import { payloadOf, warnUnlessOk } from '../common/results.js';
import { shutdownDisks, startDisks } from '../storage/assemble.js';
import { INSTANCE_HOOK_VARIABLES, InstanceUnit, type InstancePrereq } from './unit.js';

interface Prereq extends InstancePrereq {
  readonly newName: string;
}

function isNamedAfterInstance(disk: Pick<Disk, 'dev_type'>): boolean {
  return disk.dev_type === DT_FILE || disk.dev_type === DT_SHARED_FILE;
}

/** Gives an instance another name; disk files move to a directory of that name. */
function renameInDraft(draft: ConfigData, uuid: string, name: string): void {
  const instance = draftInstance(draft, uuid);
  instance.name = name;
  for (const disk of instance.disks.map((d) => draftDisk(draft, d)).filter(isNamedAfterInstance)) {
    const [driver, path] = disk.logical_id;
    disk.logical_id = [driver, `${dirname(dirname(path))}/${name}/${basename(path)}`];
  }
}

/** The directory of an instance's disk files; undefined when its disks are no files named after it. */
function storageDir(cfg: Snapshot, instance: Instance): string | undefined {
  const disks = disksOf(cfg, instance);
  const [first] = disks;
  return first && disks.some(isNamedAfterInstance) ? dirname(first.logical_id[1]) : undefined;
}

/** Renames a stopped instance, its disk files, and its guest by the OS's rename script. */
export class LUInstanceRename extends InstanceUnit<'OP_INSTANCE_RENAME', Prereq> {
  static readonly hooksPath = 'instance-rename';
  static readonly hooksType = 'INSTANCE';
  static readonly requiresBgl = false;
  static readonly hooksVariables = [...INSTANCE_HOOK_VARIABLES, 'INSTANCE_NEW_NAME'];
  #host: Promise<Host> | undefined;

  private async newName(): Promise<string> {
    if (!this.op.name_check) return normalHostName(this.op.new_name);
    this.#host ??= this.resolve();
    return (await this.#host).name;
  }

  private async resolve(): Promise<Host> {
    const host = await resolveInstanceName(this.ctx, this.op.new_name);
    if (this.op.ip_check) await checkAddressIsFree(this.ctx, host);
    return host;
  }

  override checkArguments(): void {
    if (this.op.ip_check && !this.op.name_check)
      throw new OpPrereqError('IP address check requires a name check', ECODE_INVAL);
  }

  override async expandNames(): Promise<LockNeeds> {
    this.lockInstance({ allowForthcoming: true });
    const { name } = this.instance();
    const newName = await this.newName();
    if (newName !== name) checkNameIsFree(this.ctx.cfg.snapshot, newName);
    return { instance: exclusive([...new Set([name, newName])]) };
  }

  override async checkPrereq(): Promise<Prereq> {
    const { ctx } = this;
    const cfg = ctx.cfg.snapshot;
    const instance = this.instance();
    const newName = await this.newName();
    if (newName !== instance.name) {
      for (const disk of disksOf(cfg, instance))
        if (diskTemplates[disk.dev_type].fileBased) checkTemplateEnabled(cfg.cluster, disk.dev_type);
    }
    checkNodeOnline(cfg, instance.primary_node);
    await checkInstanceState(ctx, instance, INSTANCE_NOT_RUNNING, 'cannot rename');
    if (newName !== instance.name) checkNameIsFree(cfg, newName);
    return { instance, newName };
  }

  protected override ownHooksEnv({ newName }: Prereq): Parameters {
    return { INSTANCE_NEW_NAME: newName };
  }

  async exec({ instance, newName }: Prereq): Promise<string> {
    const { ctx } = this;
    const { uuid } = instance;
    const oldDir = storageDir(ctx.cfg.snapshot, instance);
    await ctx.cfg.update((draft) => renameInDraft(draft, uuid, newName));
    if (instance.forthcoming) return newName;
    if (newName !== instance.name && oldDir !== undefined) await this.renameDirectory(instance, oldDir);
    await startDisks(ctx, uuid, null);
    await this.labelDisks(uuid);
    try {
      await this.runScript(uuid, instance.name);
    } finally {
      await shutdownDisks(ctx, uuid);
    }
    return newName;
  }

  private async renameDirectory({ uuid, primary_node }: Instance, from: string): Promise<void> {
    const { ctx } = this;
    const cfg = ctx.cfg.snapshot;
    const to = storageDir(cfg, instanceOf(cfg, uuid)) ?? from;
    const result = await ctx.rpc.tryOne(primary_node, 'file_storage_dir_rename', {
      old_file_storage_dir: from,
      new_file_storage_dir: to,
    });
    const where = nodeName(cfg, primary_node);
    payloadOf(
      result,
      `On node ${where} directory '${from}' could not become '${to}', though the instance has its new name`,
    );
  }

  private async labelDisks(uuid: string): Promise<void> {
    const { ctx } = this;
    const cfg = ctx.cfg.snapshot;
    const instance = instanceOf(cfg, uuid);
    for (const [index, disk] of disksOf(cfg, instance).entries()) {
      for (const node of instanceNodes(cfg, instance)) {
        const result = await ctx.rpc.tryOne(node, 'blockdev_setinfo', {
          disk: wireDisk(cfg, instance, disk, node),
          info: `originstname+${instance.name}`,
        });
        warnUnlessOk(result, `Node ${nodeName(cfg, node)} could not mark disk ${index} with the new name`, (m) =>
          ctx.feedback.warn(m),
        );
      }
    }
  }

  private async runScript(uuid: string, oldName: string): Promise<void> {
    const { ctx } = this;
    const cfg = ctx.cfg.snapshot;
    const instance = instanceOf(cfg, uuid);
    const node = instance.primary_node;
    const result = await ctx.rpc.tryOne(node, 'instance_run_rename', {
      instance: wireInstance(cfg, instance, node),
      old_name: oldName,
      debug: this.op.debug_level ?? 0,
    });
    warnUnlessOk(
      result,
      `The rename script of the OS failed for ${instance.name} on node ${nodeName(cfg, node)}, though the instance has its new name`,
      (m) => ctx.feedback.warn(m),
    );
  }
}
