import { ADMINST_DOWN, ADMINST_OFFLINE, ADMINST_UP, type LockLevel } from '@gnt/constants';
import { HVC_GLOBALS, ipolicyViolations, type NIC } from '@gnt/objects';
import { ECODE_INVAL, ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import { disksOf, instanceNodes } from '../../../../config/queries.js';
import { applyChanges, deviceChanges, type ChangeRow, type DeviceChange } from '../../../planning/device-changes.js';
import { hooksEnvOf, type HooksEnv } from '../../../planning/hooks-env.js';
import { groupsOf } from '../../../planning/layout.js';
import { checkNicChanges } from '../../../planning/nic-changes.js';
import type { Disk, Instance, Parameters } from '../../../planning/objects.js';
import { policyOf } from '../../../planning/params.js';
import { commaJoin } from '../../../planning/text.js';
import { wireInstance, wireNic } from '../../../rpc/wire.js';
import type { LockNeed, LockNeeds } from '../../base.js';
import { draftInstance, markDown, markOffline } from '../../common/changes.js';
import { INSTANCE_NOT_RUNNING, checkInstanceState, checkNotGlobal, instanceOf, nodeOf } from '../../common/checks.js';
import { expandNode, nodeName } from '../../common/expand.js';
import { shared } from '../../common/locks.js';
import { updateMetadata } from '../../common/metadata.js';
import { payloadOf } from '../../common/results.js';
import { INSTANCE_HOOK_VARIABLES, InstanceUnit, type InstancePrereq } from '../unit.js';
import { checkDiskChanges } from './disk-checks.js';
import { DiskChanger } from './disks.js';
import { canHotplug, hotplug } from './hotplug.js';
import { newMachine, type NewMachine } from './machine.js';
import { checkMoreMemory, checkRuntimeMemory, instanceInfo } from './memory.js';
import { communicationChange, planNics, type NicPlan } from './nics.js';

interface Prereq extends InstancePrereq {
  readonly hotplug: boolean;
  readonly primary: string | null;
  readonly disks: readonly DeviceChange[];
  /** null: no card is changed. */
  readonly nics: NicPlan | null;
  readonly machine: NewMachine;
  readonly warnings: readonly string[];
}

/** Changes the parameters, disks, network cards, OS or state of an instance. */
export class LUInstanceSetParams extends InstanceUnit<'OP_INSTANCE_SET_PARAMS', Prereq> {
  static readonly hooksPath = 'instance-modify';
  static readonly hooksType = 'INSTANCE';
  static readonly requiresBgl = false;
  static readonly hooksVariables = [...INSTANCE_HOOK_VARIABLES, 'NEW_DISK_TEMPLATE', 'RUNTIME_MEMORY'];

  override checkArguments(): void {
    const { op } = this;
    const asked = [op.nics, op.disks, op.hvparams, op.beparams, op.osparams, op.osparams_private ?? {}];
    const single = [op.disk_template, op.os_name, op.offline, op.runtime_mem, op.pnode, op.instance_communication];
    if (asked.every((a) => Object.keys(a).length === 0) && single.every((v) => v === null || v === ''))
      throw new OpPrereqError('No changes submitted', ECODE_INVAL);
    checkNotGlobal(op.hvparams, HVC_GLOBALS, 'hypervisor', 'instance', 'cluster');
    this.diskChanges();
    checkNicChanges(this.nicChanges());
    if (op.disk_template === null) return;
    if (op.disks.length > 0) {
      throw new OpPrereqError('Change the disk template and the disks themselves one after the other', ECODE_INVAL);
    }
    throw new OpPrereqError(
      `Converting disks to template '${op.disk_template}' is not available in this release; create an instance with that template and copy the data`,
      ECODE_INVAL,
    );
  }

  private diskChanges(): DeviceChange[] {
    return deviceChanges('disk', this.op.disks);
  }

  private nicChanges(): DeviceChange[] {
    return deviceChanges('NIC', this.op.nics);
  }

  override expandNames(): LockNeeds {
    return { instance: this.lockInstance(), nodegroup: 'later', node: 'later' };
  }

  override declareLocks(level: LockLevel): LockNeed | undefined {
    if (level !== 'nodegroup') return super.declareLocks(level);
    const cfg = this.ctx.cfg.snapshot;
    return shared(groupsOf(cfg, instanceNodes(cfg, this.instance())));
  }

  override async checkPrereq(): Promise<Prereq> {
    const { ctx, op } = this;
    const instance = this.instance();
    const warnings: string[] = [];
    const warn = (message: string): void => {
      warnings.push(message);
    };
    const primary = await this.checkNewPrimary(instance, warn);
    const plugging = instance.admin_state === ADMINST_UP && op.hotplug && (await canHotplug(ctx, instance));
    const options = { hotplug: plugging, waitForSync: op.wait_for_sync };
    const disks = this.diskChanges();
    const shapes = await checkDiskChanges(ctx, instance, disks, options);
    if (op.offline !== null) {
      const why = op.offline
        ? 'only an instance that is down can go offline'
        : 'only an offline instance can be brought online';
      await checkInstanceState(ctx, instance, INSTANCE_NOT_RUNNING, why);
    }
    const machine = await newMachine(ctx, op, instance);
    await checkMoreMemory(ctx, op, instance, machine.filledBe, warn);
    await checkRuntimeMemory(ctx, op, instance, machine.filledBe);
    const nicChanges = [
      ...this.nicChanges(),
      ...communicationChange(instance, op.instance_communication, ctx.cfg.snapshot.cluster),
    ];
    const nics =
      nicChanges.length === 0
        ? null
        : await planNics(ctx, instance, nicChanges, { force: op.force, conflictsCheck: op.conflicts_check, warn });
    if (!op.ignore_ipolicy) this.checkPolicy(instance, machine, shapes, nics?.nics.length ?? instance.nics.length);
    return { instance, hotplug: plugging, primary, disks, nics, machine, warnings };
  }

  /** The node that is to count as the primary, when the request names another one. */
  private async checkNewPrimary(instance: Instance, warn: (message: string) => void): Promise<string | null> {
    const { ctx, op } = this;
    if (op.pnode === null) return null;
    const cfg = ctx.cfg.snapshot;
    const { uuid } = expandNode(cfg, op.pnode, op.pnode_uuid);
    if (uuid === instance.primary_node || op.force) return uuid;
    const info = await instanceInfo(ctx, instance);
    if (!info.ok) warn(`Can't get instance runtime information: ${info.error}`);
    else if (Object.keys(info.payload).length > 0) {
      throw new OpPrereqError(`Instance is still running on ${nodeName(cfg, instance.primary_node)}`, ECODE_STATE);
    }
    return uuid;
  }

  private checkPolicy(
    instance: Instance,
    { beparams, filledBe }: NewMachine,
    disks: readonly Pick<Disk, 'size' | 'dev_type'>[],
    nics: number,
  ): void {
    const cfg = this.ctx.cfg.snapshot;
    const group = cfg.nodegroups[nodeOf(cfg, instance.primary_node).group];
    if (!group) return;
    const violations = [filledBe.maxmem, filledBe.minmem].flatMap((memory) =>
      ipolicyViolations(policyOf(cfg.cluster, group), {
        memory: beparams ? memory : null,
        vcpus: beparams ? filledBe.vcpus : null,
        nics,
        spindleUse: beparams ? filledBe.spindle_use : null,
        diskSizes: disks.map((d) => d.size),
        diskTypes: disks.map((d) => d.dev_type),
      }),
    );
    if (violations.length === 0) return;
    throw new OpPrereqError(
      `Instance allocation to group ${group.uuid} (${group.name}) violates policy: ${commaJoin(new Set(violations))}`,
      ECODE_INVAL,
    );
  }

  protected override ownHooksEnv(): Parameters {
    const { runtime_mem, disk_template } = this.op;
    return {
      ...(disk_template === null ? {} : { NEW_DISK_TEMPLATE: disk_template }),
      ...(runtime_mem === null ? {} : { RUNTIME_MEMORY: runtime_mem }),
    };
  }

  override hooksEnv(prereq: Prereq): HooksEnv {
    const cfg = this.ctx.cfg.snapshot;
    const { instance, machine, nics } = prereq;
    const now = super.hooksEnv(prereq);
    const current = cfg.instances[instance.uuid] ?? instance;
    const changed = hooksEnvOf(cfg, {
      ...current,
      beparams: machine.beparams ?? current.beparams,
      nics: nics?.nics ?? current.nics,
    });
    const replaced = (name: string): boolean => /^INSTANCE_(MINMEM|MAXMEM|MEMORY|VCPUS|NIC.*)$/.test(name);
    const keep = Object.entries(now).filter(([name]) => !replaced(name));
    return Object.fromEntries([...keep, ...Object.entries(changed).filter(([name]) => replaced(name))]);
  }

  async exec(prereq: Prereq): Promise<ChangeRow[]> {
    const { ctx, op } = this;
    const { uuid } = prereq.instance;
    for (const warning of prereq.warnings) ctx.feedback.say(`WARNING: ${warning}`);
    const rows: ChangeRow[] = [];
    if (op.runtime_mem !== null) rows.push(await this.balloon(prereq.instance, op.runtime_mem));
    const changer = new DiskChanger(ctx, uuid, {
      hotplug: prereq.hotplug,
      waitForSync: op.wait_for_sync,
      directory: op.file_storage_dir,
      driver: op.file_driver ?? 'loop',
    });
    const disks = disksOf(ctx.cfg.snapshot, prereq.instance);
    rows.push(...(await applyChanges<Disk>('disk', disks, prereq.disks, changer)).rows);
    await ctx.locks.release('node');
    rows.push(...(await this.applyNics(prereq)), ...this.parameterRows());
    await ctx.cfg.update((draft) => {
      const instance = draftInstance(draft, uuid);
      const { machine, nics, primary } = prereq;
      if (primary !== null) instance.primary_node = primary;
      if (nics) instance.nics = nics.nics as NIC[];
      if (machine.hvparams) instance.hvparams = machine.hvparams;
      if (machine.beparams) instance.beparams = machine.beparams;
      if (op.os_name !== null) instance.os = op.os_name;
      if (machine.osparams && Object.keys(op.osparams).length > 0) instance.osparams = machine.osparams;
      if (machine.privateOsparams && op.osparams_private) instance.osparams_private = machine.privateOsparams;
      ctx.cfg.reservations.commitIps(ctx.owner, draft);
      if (op.offline === true) markOffline(draft, uuid);
      if (op.offline === false) markDown(draft, uuid);
    });
    if (op.offline !== null) rows.push(['admin_state', op.offline ? ADMINST_OFFLINE : ADMINST_DOWN]);
    await updateMetadata(ctx, instanceOf(ctx.cfg.snapshot, uuid), {});
    return rows;
  }

  private async balloon(instance: Instance, memory: number): Promise<ChangeRow> {
    const { ctx } = this;
    const node = instance.primary_node;
    const result = await ctx.rpc.tryOne(node, 'instance_balloon_memory', {
      instance: wireInstance(ctx.cfg.snapshot, instance, node),
      memory,
    });
    payloadOf(result, 'Cannot modify instance runtime memory');
    return ['runtime_memory', memory];
  }

  private async applyNics({ instance, nics, hotplug: plugging }: Prereq): Promise<ChangeRow[]> {
    const { ctx } = this;
    const rows: ChangeRow[] = [];
    for (const { rows: said, plug } of nics?.steps ?? []) {
      rows.push(...said);
      if (!plugging) continue;
      const device = wireNic(ctx.cfg.snapshot, plug.nic);
      const current = instanceOf(ctx.cfg.snapshot, instance.uuid);
      const { action, index } = plug;
      rows.push([plug.label, await hotplug(ctx, current, { action, target: 'nic', device, extra: null, index })]);
    }
    return rows;
  }

  /** What is told of parameters: as they were given, but for secrets. */
  private parameterRows(): ChangeRow[] {
    const { op } = this;
    const rows = (prefix: string, values: Parameters): ChangeRow[] =>
      Object.entries(values).map(([name, value]) => [`${prefix}/${name}`, value] as const);
    return [
      ...rows('hv', op.hvparams),
      ...rows('be', op.beparams),
      ...rows('os', op.osparams),
      ...Object.keys(op.osparams_private ?? {}).map(
        (name) => [`os_private/${name}`, `Private(?, descr='${name}')`] as const,
      ),
    ];
  }
}
