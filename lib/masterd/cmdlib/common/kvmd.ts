import { HT_KVM, KVMD } from '@gnt/constants';
import type { LuContext } from '../base.js';
import { nodeName } from './expand.js';
import { nodeOf } from './checks.js';
import { warnUnlessOk } from './results.js';

/** Has the daemon that watches for guests switching themselves off running where it is wanted, and nowhere else. */
export async function ensureKvmd(ctx: LuContext, nodes: readonly string[], silentStop: boolean): Promise<void> {
  const cfg = ctx.cfg.snapshot;
  const wanted = cfg.cluster.enabled_hypervisors.includes(HT_KVM) && cfg.cluster.enabled_user_shutdown;
  const start = nodes.filter((uuid) => wanted && nodeOf(cfg, uuid).vm_capable);
  const stop = nodes.filter((uuid) => !start.includes(uuid));
  const say = (message: string): void => {
    ctx.feedback.say(message);
  };
  if (start.length > 0) {
    for (const [uuid, result] of await ctx.rpc.many(start, 'node_ensure_daemon', { daemon: KVMD, run: true })) {
      warnUnlessOk(result, `Failed to start KVM daemon on node '${nodeName(cfg, uuid)}'`, say);
    }
  }
  if (stop.length === 0) return;
  for (const [uuid, result] of await ctx.rpc.many(stop, 'node_ensure_daemon', { daemon: KVMD, run: false })) {
    if (!silentStop) warnUnlessOk(result, `Failed to stop KVM daemon on node '${nodeName(cfg, uuid)}'`, say);
  }
}
