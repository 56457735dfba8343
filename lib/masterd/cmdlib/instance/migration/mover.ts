import { OpExecError, type RpcPayload } from '@gnt/protocol';
import { diskTemplates } from '@gnt/objects';
import { disksOf } from '../../../../config/queries.js';
import type { Disk, Instance } from '../../../planning/objects.js';
import { wireDisk, wireDisks, wireInstance } from '../../../rpc/wire.js';
import type { RpcResult } from '../../../../rpc/interface.js';
import type { LuContext } from '../../base.js';
import { instanceOf } from '../../common/checks.js';
import { nodeName } from '../../common/expand.js';
import { payloadOf } from '../../common/results.js';
import type { MovePrereq } from './prereq.js';

const SYNC_POLL_MS = 2000;

/** The steps that migrations, failovers and their clean-up have in common. */
export class Mover {
  readonly ctx: LuContext;
  readonly uuid: string;
  readonly source: string;
  readonly target: string;
  readonly move: MovePrereq;

  constructor(ctx: LuContext, move: MovePrereq) {
    this.ctx = ctx;
    this.move = move;
    this.uuid = move.instance.uuid;
    this.source = move.instance.primary_node;
    this.target = move.target;
  }

  /** The instance as the configuration has it now. */
  get instance(): Instance {
    return instanceOf(this.ctx.cfg.snapshot, this.uuid);
  }

  get disks(): Disk[] {
    return disksOf(this.ctx.cfg.snapshot, this.instance);
  }

  get mirrored(): boolean {
    return this.disks.some((d) => diskTemplates[d.dev_type].internallyMirrored);
  }

  get shared(): boolean {
    return this.disks.some((d) => diskTemplates[d.dev_type].externallyMirrored);
  }

  say(message: string): void {
    this.ctx.feedback.say(message);
  }

  name(uuid: string): string {
    return nodeName(this.ctx.cfg.snapshot, uuid);
  }

  wire(node: string): ReturnType<typeof wireInstance> {
    return wireInstance(this.ctx.cfg.snapshot, this.instance, node);
  }

  private wireDisks(node: string): ReturnType<typeof wireDisks> {
    return wireDisks(this.ctx.cfg.snapshot, this.instance, this.disks, node);
  }

  /** Makes the disks writable on a node, for it alone or with another. */
  async openDisks(node: string, exclusive: boolean): Promise<void> {
    this.say(`* opening instance disks on node ${this.name(node)} in ${exclusive ? 'exclusive' : 'shared'} mode`);
    const result = await this.ctx.rpc.tryOne(node, 'blockdev_open', {
      instance_name: this.instance.name,
      disks: this.wireDisks(node),
      exclusive,
    });
    payloadOf(result, `Cannot open instance disks on node ${this.name(node)}`);
  }

  /** Makes the disks read-only on a node; a node that is down is passed over. */
  async closeDisks(node: string): Promise<void> {
    const name = this.name(node);
    this.say(`* closing instance disks on node ${name}`);
    const result = await this.ctx.rpc.tryOne(node, 'blockdev_close', {
      instance_name: this.instance.name,
      disks: this.wireDisks(node),
    });
    if (result.ok) return;
    if (!result.offline && !this.move.request.ignoreConsistency)
      throw new OpExecError(`Cannot close instance disks on node ${name}: ${result.error}`);
    this.ctx.feedback.warn(`The disks could not be closed on node ${name}, going on`);
  }

  /** Cuts the connection between mirrors. */
  async goStandalone(): Promise<void> {
    this.say('* changing into standalone mode');
    const results = await this.ctx.rpc.many([this.source, this.target], 'drbd_disconnect_net', (node) => ({
      disks: this.wireDisks(node),
    }));
    for (const [node, result] of results) payloadOf(result, `Cannot disconnect disks node ${this.name(node)}`);
  }

  /** Connects mirrors again, with one or two writable sides. */
  async reconnect(multimaster: boolean): Promise<void> {
    this.say(`* changing disks into ${multimaster ? 'dual' : 'single'}-master mode`);
    const results = await this.ctx.rpc.many([this.source, this.target], 'drbd_attach_net', (node) => ({
      disks: this.wireDisks(node),
      multimaster,
    }));
    for (const [node, result] of results) payloadOf(result, `Cannot change disks config on node ${this.name(node)}`);
  }

  /** Waits until mirrors are in step. */
  async waitUntilSync(): Promise<void> {
    this.say('* wait until resync is done');
    for (;;) {
      const results = await this.ctx.rpc.many([this.source, this.target], 'drbd_wait_sync', (node) => ({
        disks: this.wireDisks(node),
      }));
      const states = [...results].map(([node, result]) =>
        payloadOf(result, `Cannot resync disks on node ${this.name(node)}`),
      );
      if (states.every(([done]) => done)) return;
      const percent = Math.min(100, ...states.map(([, p]) => p));
      if (percent < 100) this.say(`   - progress: ${percent.toFixed(1)}%`);
      await this.ctx.clock.sleep(SYNC_POLL_MS, this.ctx.signal);
    }
  }

  /** Takes disks down on a node where they would stay mapped otherwise; failures are for the log. */
  async unmapDisks(node: string): Promise<void> {
    const mapped = this.disks.filter((d) => d.dev_type === 'rbd' || d.dev_type === 'ext');
    if (mapped.length === 0) return;
    this.say(
      `* unmapping instance's disks ${mapped.map((d) => d.name ?? d.iv_name).join(', ')} from ${this.name(node)}`,
    );
    for (const disk of mapped) {
      const result = await this.ctx.rpc.tryOne(node, 'blockdev_shutdown', {
        disk: wireDisk(this.ctx.cfg.snapshot, this.instance, disk, node),
      });
      if (!result.ok)
        this.ctx.log.error({ disk: disk.iv_name, node, error: result.error }, 'a disk must be unmapped by hand');
    }
  }

  /** Ends a migration without success on both sides. */
  async abort(info: unknown): Promise<readonly RpcResult<unknown>[]> {
    const { ctx, source, target } = this;
    const there = await ctx.rpc.tryOne(target, 'instance_finalize_migration_dst', {
      instance: this.wire(target),
      info,
      success: false,
    });
    if (!there.ok) ctx.log.error({ node: target, error: there.error }, 'aborting the migration failed on the target');
    const here = await ctx.rpc.tryOne(source, 'instance_finalize_migration_src', {
      instance: this.wire(source),
      success: false,
      live: this.move.live,
    });
    if (!here.ok) ctx.log.error({ node: source, error: here.error }, 'aborting the migration failed on the source');
    return [there, here];
  }

  /** Puts the disks back as they were before the migration. */
  async revertDisks(): Promise<void> {
    await this.closeDisks(this.target);
    await this.unmapDisks(this.target);
    if (!this.mirrored) {
      await this.openDisks(this.source, true);
      return;
    }
    try {
      await this.goStandalone();
      await this.reconnect(false);
      await this.waitUntilSync();
    } catch (e) {
      if (!(e instanceof OpExecError)) throw e;
      this.ctx.feedback.warn(
        `The migration failed and the drives could not be connected again ('${e.message}'); bring the instance back by hand`,
      );
    }
  }

  /** What the source says that the target must know. */
  async migrationInfo(): Promise<RpcPayload<'migration_info'>> {
    const { ctx, source } = this;
    const result = await ctx.rpc.tryOne(source, 'migration_info', { instance: this.wire(source) });
    return payloadOf(result, `Failed fetching source migration information from ${this.name(source)}`);
  }
}
