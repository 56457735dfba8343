import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { instanceNodes } from '../../../config/queries.js';
import type { Instance } from '../../planning/objects.js';
import { osImageOf } from '../../planning/os-image.js';
import { osParamsFor } from '../../planning/params.js';
import { updatedParams } from '../../planning/static-state.js';
import { wireInstance } from '../../rpc/wire.js';
import { draftInstance } from '../common/changes.js';
import { INSTANCE_DOWN, checkInstanceState, checkNodeOnline, checkOsOnNodes, instanceOf } from '../common/checks.js';
import { nodeName } from '../common/expand.js';
import { updateMetadata } from '../common/metadata.js';
import { payloadOf } from '../common/results.js';
import { shutdownDisks, startDisks } from '../storage/assemble.js';
import { imageDisk } from '../storage/fill.js';
import { INSTANCE_HOOK_VARIABLES, InstanceUnit, type InstancePrereq } from './unit.js';

type Params = Record<string, string>;

interface Prereq extends InstancePrereq {
  readonly public: Params;
  readonly private: Params;
  /** Of all visibilities and levels, as the scripts get them. */
  readonly all: Params;
}

/** Installs the OS of a stopped instance anew. */
export class LUInstanceReinstall extends InstanceUnit<'OP_INSTANCE_REINSTALL', Prereq> {
  static readonly hooksPath = 'instance-reinstall';
  static readonly hooksType = 'INSTANCE';
  static readonly requiresBgl = false;
  static readonly hooksVariables = INSTANCE_HOOK_VARIABLES;

  override checkArguments(): void {
    osImageOf(this.op.osparams);
  }

  override async checkPrereq(): Promise<Prereq> {
    const { ctx, op } = this;
    const cfg = ctx.cfg.snapshot;
    const instance = this.instance();
    checkNodeOnline(cfg, instance.primary_node, 'Instance primary node offline, cannot reinstall');
    if (instance.disks.length === 0) throw new OpPrereqError(`Instance '${instance.name}' has no disks`, ECODE_INVAL);
    await checkInstanceState(ctx, instance, INSTANCE_DOWN, 'cannot reinstall');
    const os = op.os_type ?? instance.os;
    const visible = updatedParams(instance.osparams, op.osparams ?? {}) as Params;
    const hidden = updatedParams(instance.osparams_private, op.osparams_private ?? {}) as Params;
    const secret = (op.osparams_secret ?? {}) as Params;
    const all = osParamsFor(cfg.cluster, os, { public: visible, private: hidden, secret });
    await checkOsOnNodes(ctx, instanceNodes(cfg, instance), {
      name: os,
      params: all,
      forceVariant: op.force_variant,
      required: true,
    });
    return { instance, public: visible, private: hidden, all };
  }

  async exec(prereq: Prereq): Promise<void> {
    const { ctx, op } = this;
    const { uuid } = prereq.instance;
    const given = osImageOf(op.osparams);
    if (given !== null) ctx.feedback.say(`Using OS image '${given}'`);
    if (op.os_type !== null) ctx.feedback.say(`Changing OS scripts to '${op.os_type}'...`);
    const image = given ?? osImageOf(prereq.public);
    const os = op.os_type ?? prereq.instance.os;
    if (image === null && !os) {
      ctx.feedback.info('Nothing to install: neither the request nor the instance names an OS or an OS image');
      return;
    }
    await ctx.cfg.update((draft) => {
      Object.assign(draftInstance(draft, uuid), {
        os,
        osparams: prereq.public,
        osparams_private: prereq.private,
      });
    });
    await startDisks(ctx, uuid, null);
    try {
      const instance = instanceOf(ctx.cfg.snapshot, uuid);
      if (image !== null) await imageDisk(ctx, instance, image);
      if (os) await this.runScript(instance, prereq.all);
      await updateMetadata(ctx, instance, {
        public: prereq.all,
        private: prereq.private,
        secret: op.osparams_secret,
      });
    } finally {
      await shutdownDisks(ctx, uuid);
    }
  }

  private async runScript(instance: Instance, osparams: Params): Promise<void> {
    const { ctx } = this;
    const cfg = ctx.cfg.snapshot;
    const node = instance.primary_node;
    ctx.feedback.info('Running instance OS create scripts...');
    const result = await ctx.rpc.tryOne(node, 'instance_os_add', {
      instance_osp: wireInstance(cfg, instance, node, { osparams }),
      reinstall: true,
      debug: this.op.debug_level ?? 0,
    });
    payloadOf(result, `The OS of instance '${instance.name}' could not be installed on node '${nodeName(cfg, node)}'`);
  }
}
