import { DRBD_META_SIZE, type LockLevel } from '@gnt/constants';
import { diskTemplates } from '@gnt/objects';
import type { OpcodeOf } from '@gnt/opcodes';
import { ECODE_NOENT, ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import { disksOf, findInstance, instanceNodes, secondaryNodes } from '../../../../config/queries.js';
import { diskRequests, fileStorageDir, spacePerVg } from '../../../planning/disk-requests.js';
import { hooksEnv, instanceHooksEnv, type HooksEnv } from '../../../planning/hooks-env.js';
import { groupsOf } from '../../../planning/layout.js';
import { communicationNicName, normalHostName } from '../../../planning/names.js';
import { nicRequests } from '../../../planning/nic-requests.js';
import type { Instance, Node } from '../../../planning/objects.js';
import { osParamsFor } from '../../../planning/params.js';
import { ALL_SET, LogicalUnit, type HookNodes, type LockNeed, type LockNeeds } from '../../base.js';
import {
  checkBridges,
  checkFreeMemory,
  checkHvParamsOnNodes,
  checkNameIsFree,
  checkOsOnNodes,
  instanceOf,
  nodeOf,
} from '../../common/checks.js';
import { expandNode, nodeNames } from '../../common/expand.js';
import { checkAddressIsFree, resolveInstanceName, type Host } from '../../common/host-name.js';
import { exclusive, keepOnly, shared } from '../../common/locks.js';
import { updateMetadata } from '../../common/metadata.js';
import { makeNics, placeNics } from '../../common/nics.js';
import { reasonOf } from '../../common/reason.js';
import { checkVolumeSpace } from '../../common/volume-space.js';
import { INSTANCE_HOOK_VARIABLES } from '../unit.js';
import { checkAdoptedDisks } from './adopt.js';
import { chooseNodes } from './allocate.js';
import { createArguments, type CreateArguments } from './arguments.js';
import { checkAccess, checkExclusiveStorage, checkPolicy, checkPrimary, checkSecondary, machineOf } from './checks.js';
import { fillDisks, startNew } from './finish.js';
import { installOs } from './install.js';
import { makeInstance } from './make.js';
import type { CreatePrereq } from './prereq.js';

/** Creates an instance: disks, configuration, OS, and starts it. */
export class LUInstanceCreate extends LogicalUnit<'OP_INSTANCE_CREATE', CreatePrereq> {
  static readonly hooksPath = 'instance-add';
  static readonly hooksType = 'INSTANCE';
  static readonly requiresBgl = false;
  static readonly hooksVariables = [...INSTANCE_HOOK_VARIABLES, 'ADD_MODE', 'SRC_IMAGES', 'SRC_NODE', 'SRC_PATH'];
  #host: Promise<Host> | undefined;

  /** The name as it will be, and its address when names are checked. */
  private async host(): Promise<{ name: string; address?: string }> {
    const name = normalHostName(this.op.instance_name);
    if (!this.op.name_check) return { name };
    this.#host ??= resolveInstanceName(this.ctx, name);
    return this.#host;
  }

  private args(): CreateArguments {
    return createArguments(this.op, this.ctx.cfg.snapshot.cluster);
  }

  override async checkArguments(): Promise<void> {
    if (this.op.no_install && this.op.start) this.ctx.feedback.info('No-installation mode selected, disabling startup');
    const { template } = this.args();
    if (this.op.pnode !== null && this.op.snode !== null && !diskTemplates[template].internallyMirrored) {
      this.ctx.feedback.warn('This disk template has no mirror; the secondary node is not used');
    }
    await this.host();
  }

  override async expandNames(): Promise<LockNeeds> {
    const { name } = await this.host();
    const cfg = this.ctx.cfg.snapshot;
    const { allocator, template } = this.args();
    if (this.op.commit) {
      const reserved = this.reserved(name);
      const nodes = instanceNodes(cfg, reserved);
      return {
        instance: exclusive([reserved.name]),
        node: exclusive(nodes),
        'node-res': exclusive(nodes),
        nodegroup: shared(groupsOf(cfg, nodes)),
      };
    }
    checkNameIsFree(cfg, name);
    const instance = exclusive([name]);
    if (allocator !== null) {
      const minimum = diskTemplates[template].internallyMirrored ? 2 : 1;
      const node: LockNeed = {
        names: ALL_SET,
        shared: false,
        ...(this.op.opportunistic_locking ? { opportunistic: { minimum } } : {}),
      };
      return { instance, nodegroup: shared(ALL_SET), node, 'node-res': this.op.opportunistic_locking ? 'later' : node };
    }
    const nodes = this.namedNodes(template);
    return { instance, nodegroup: shared(groupsOf(cfg, nodes)), node: exclusive(nodes), 'node-res': exclusive(nodes) };
  }

  override declareLocks(level: LockLevel): LockNeed | undefined {
    return level === 'node-res' ? exclusive(this.ctx.locks.list('node')) : undefined;
  }

  private namedNodes(template: CreateArguments['template']): string[] {
    const cfg = this.ctx.cfg.snapshot;
    const primary = expandNode(cfg, this.op.pnode, this.op.pnode_uuid).uuid;
    if (this.op.snode === null || !diskTemplates[template].internallyMirrored) return [primary];
    return [primary, expandNode(cfg, this.op.snode, this.op.snode_uuid).uuid];
  }

  private reserved(name: string): Instance {
    const found = findInstance(this.ctx.cfg.snapshot, name);
    if (!found) throw new OpPrereqError(`Instance ${name} unknown`, ECODE_NOENT);
    if (!found.forthcoming)
      throw new OpPrereqError(
        `--commit was given, but instance ${found.name} (UUID ${found.uuid}) is not forthcoming.`,
        ECODE_STATE,
      );
    return found;
  }

  override async checkPrereq(): Promise<CreatePrereq> {
    const { ctx, op } = this;
    const args = this.args();
    const { name, address } = await this.host();
    const { cluster } = ctx.cfg.snapshot;
    const reserved = op.commit ? this.reserved(name) : null;
    if (!reserved) checkNameIsFree(ctx.cfg.snapshot, name);
    ctx.cfg.reservations.reserveInstanceName(ctx.owner, name);
    const directory = fileStorageDir(cluster, args.template, name, op.file_storage_dir);
    if (!cluster.volume_group_name && diskTemplates[args.template].lvm) {
      throw new OpPrereqError('Cluster does not support lvm-based instances', ECODE_STATE);
    }
    const machine = machineOf(op, cluster);
    const layers = {
      public: op.osparams as Record<string, string>,
      private: (op.osparams_private ?? {}) as Record<string, string>,
      secret: (op.osparams_secret ?? {}) as Record<string, string>,
    };
    const osParams = osParamsFor(cluster, op.os_type, layers);
    const made = makeNics(
      ctx,
      nicRequests(cluster, this.withCommunicationNic(args, name), op.name_check ? address : undefined),
    );
    const requests = diskRequests(args.disks, args.template, cluster.volume_group_name ?? null);
    if (op.ip_check && address !== undefined) await checkAddressIsFree(ctx, { name, address });
    const placed = await this.place(args, name, machine, requests, made, reserved);
    await this.keepLocksOf(placed.primary.uuid, placed.secondary);
    checkPrimary(placed.primary);
    const nics = placeNics(ctx, made, placed.primary.uuid, op.conflicts_check);
    if (placed.secondary !== null) checkSecondary(ctx, placed.primary, placed.secondary);
    const nodes = [placed.primary.uuid, ...(placed.secondary === null ? [] : [placed.secondary])];
    checkExclusiveStorage(ctx, nodes, args.template, requests);
    const disks = args.adopt ? await checkAdoptedDisks(ctx, placed.primary.uuid, args.template, requests) : requests;
    if (!args.adopt) await checkVolumeSpace(ctx, nodes, spacePerVg(args.template, disks, DRBD_META_SIZE));
    checkAccess(ctx, placed.primary.uuid, args.template, disks, machine.hypervisor);
    if (!op.ignore_ipolicy) checkPolicy(ctx, placed.primary, machine, args.template, disks, nics);
    await checkHvParamsOnNodes(ctx, nodes, machine.hypervisor, machine.hvparams);
    await checkOsOnNodes(ctx, nodes, {
      name: op.os_type,
      params: osParams,
      forceVariant: op.force_variant,
      required: true,
    });
    await checkBridges(ctx, nics, placed.primary.uuid);
    if (args.start) {
      const hvparams = { ...cluster.hvparams[machine.hypervisor], ...machine.hvparams };
      await checkFreeMemory(
        ctx,
        placed.primary.uuid,
        `creating instance ${name}`,
        machine.filledBe.maxmem,
        machine.hypervisor,
        hvparams,
      );
    }
    const old = reserved ? { instance: reserved, disks: disksOf(ctx.cfg.snapshot, reserved) } : null;
    return { args, name, machine, disks, nics, ...placed, directory, osParams, reserved: old };
  }

  /** The cards asked for, with the one to the metadata daemon where the instance is to have it. */
  private withCommunicationNic(args: CreateArguments, name: string): CreateArguments['nics'] {
    if (!this.op.instance_communication) return args.nics;
    const nic = communicationNicName(name);
    if (args.nics.some((n) => n['name'] === nic)) return args.nics;
    const network = this.ctx.cfg.snapshot.cluster.instance_communication_network;
    return [...args.nics, { name: nic, mac: 'generate', ip: 'pool', network }];
  }

  private async place(
    args: CreateArguments,
    name: string,
    machine: CreatePrereq['machine'],
    disks: CreatePrereq['disks'],
    nics: CreatePrereq['nics'],
    reserved: Instance | null,
  ): Promise<{ primary: Node; secondary: string | null }> {
    const { ctx, op } = this;
    if (reserved) {
      const secondary = secondaryNodes(ctx.cfg.snapshot, reserved)[0] ?? null;
      return { primary: nodeOf(ctx.cfg.snapshot, reserved.primary_node), secondary };
    }
    if (args.allocator !== null) {
      const placement = {
        op,
        name,
        allocator: args.allocator,
        template: args.template,
        disks,
        nics,
        hypervisor: machine.hypervisor,
        beparams: machine.filledBe,
      };
      const { primary, secondary } = await chooseNodes(ctx, placement);
      return { primary: nodeOf(ctx.cfg.snapshot, primary), secondary };
    }
    const [primary = '', secondary = null] = this.namedNodes(args.template);
    return { primary: nodeOf(ctx.cfg.snapshot, primary), secondary };
  }

  private async keepLocksOf(primary: string, secondary: string | null): Promise<void> {
    const nodes = secondary === null ? [primary] : [primary, secondary];
    await keepOnly(this.ctx.locks, 'node', nodes);
    await keepOnly(this.ctx.locks, 'node-res', nodes);
    await keepOnly(this.ctx.locks, 'nodegroup', groupsOf(this.ctx.cfg.snapshot, nodes));
  }

  override dryRunResult({ primary, secondary }: CreatePrereq): unknown {
    return secondary === null ? [primary.uuid] : [primary.uuid, secondary];
  }

  override hooksEnv(prereq: CreatePrereq): HooksEnv {
    const { args, machine, primary, secondary } = prereq;
    const cfg = this.ctx.cfg.snapshot;
    const facts = {
      name: prereq.name,
      primary: primary.name,
      secondaries: secondary === null ? [] : nodeNames(cfg, [secondary]),
      os: this.op.os_type,
      status: args.start,
      beparams: machine.filledBe,
      hvparams: machine.filledHv,
      hypervisor: machine.hypervisor,
      diskTemplate: args.template,
      disks: prereq.disks,
      nics: prereq.nics,
      tags: this.op.tags,
    };
    return { ...instanceHooksEnv(cfg, facts), ...hooksEnv({ ADD_MODE: this.op.mode }) };
  }

  override hooksNodes({ primary, secondary }: CreatePrereq): HookNodes {
    const master = this.ctx.cfg.snapshot.cluster.master_node;
    const nodes = [...new Set([master, primary.uuid, ...(secondary === null ? [] : [secondary])])];
    return { pre: nodes, post: nodes };
  }

  async exec(prereq: CreatePrereq): Promise<string[]> {
    const { ctx, op } = this;
    const { args } = prereq;
    const uuid = await makeInstance(ctx, op, prereq);
    const names = (): string[] =>
      nodeNames(ctx.cfg.snapshot, instanceNodes(ctx.cfg.snapshot, instanceOf(ctx.cfg.snapshot, uuid)));
    if (op.forthcoming) {
      ctx.feedback.say('Recorded as forthcoming; nothing is created on nodes');
      return names();
    }
    await ctx.locks.release('node');
    await fillDisks(ctx, uuid, args, op.wait_for_sync);
    await ctx.locks.release('node-res');
    const instance = { ...instanceOf(ctx.cfg.snapshot, uuid), disks_active: true };
    await installOs(ctx, op, prereq, instance);
    await updateMetadata(ctx, instance, { private: op.osparams_private ?? {}, secret: op.osparams_secret ?? {} });
    if (args.start) await startNew(ctx, uuid, reasonOf(op.reason));
    return names();
  }

  override retryWith(): OpcodeOf<'OP_INSTANCE_CREATE'> | undefined {
    if (!this.op.opportunistic_locking) return undefined;
    this.ctx.feedback.say('* falling back to full lock allocation');
    return { ...this.op, opportunistic_locking: false };
  }
}
