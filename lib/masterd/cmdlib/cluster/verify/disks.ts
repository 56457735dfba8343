import { CV_ENODERPC } from '@gnt/constants';
import { disksOf } from '../../../../config/queries.js';
import { diskNodes } from '../../../planning/layout.js';
import type { Disk, Instance, Node } from '../../../planning/objects.js';
import { problem } from '../../../planning/verify/finding.js';
import type { DiskReport, DiskReports } from '../../../planning/verify/instance-checks.js';
import { wireDisk } from '../../../rpc/wire.js';
import type { LuContext } from '../../base.js';
import type { VerifyReport } from './report.js';

interface Placed {
  readonly instance: Instance;
  readonly disk: Disk;
}

/** Asks each node of the group for the state of the disks it holds; by instance, then node. */
export async function collectDisks(
  ctx: LuContext,
  nodes: readonly Node[],
  instances: readonly Instance[],
  report: VerifyReport,
): Promise<Map<string, DiskReports>> {
  const cfg = ctx.cfg.snapshot;
  const byNode = new Map<string, Placed[]>();
  for (const instance of instances) {
    for (const disk of disksOf(cfg, instance)) {
      for (const node of diskNodes(disk, instance.primary_node)) {
        byNode.set(node, [...(byNode.get(node) ?? []), { instance, disk }]);
      }
    }
  }
  const mine = nodes.filter((n) => (byNode.get(n.uuid) ?? []).length > 0);
  const results = await ctx.rpc.many(
    mine.map((n) => n.uuid),
    'blockdev_getmirrorstatus_multi',
    (node) => ({
      node_disks: (byNode.get(node) ?? []).map(({ instance, disk }) => wireDisk(cfg, instance, disk, node)),
    }),
  );
  const reports = new Map<string, Map<string, DiskReport[]>>(instances.map((i) => [i.uuid, new Map()]));
  for (const node of mine) {
    const result = results.get(node.uuid);
    const placed = byNode.get(node.uuid) ?? [];
    if (result && !result.ok && !result.offline) {
      report.add([problem(CV_ENODERPC, node.name, `while getting disk information: ${result.error}`)]);
    }
    const states: readonly DiskReport[] = result?.ok
      ? (result.payload as readonly DiskReport[])
      : placed.map(() => [false, result && !result.offline ? result.error : 'node offline'] as const);
    for (const [i, { instance }] of placed.entries()) {
      const ofInstance = reports.get(instance.uuid);
      ofInstance?.set(node.uuid, [
        ...(ofInstance.get(node.uuid) ?? []),
        states[i] ?? [false, 'the node returned too few states'],
      ]);
    }
  }
  return reports;
}
