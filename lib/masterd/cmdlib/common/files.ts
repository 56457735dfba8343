import { compress } from '@gnt/protocol';
import { shippedFiles } from '../../planning/ancillary-files.js';
import type { LuContext } from '../base.js';
import { nodeName } from './expand.js';

/** Copies a file of the master to nodes; one that the master does not have is passed over, failures are warnings. */
export async function uploadFile(ctx: LuContext, nodes: readonly string[], path: string): Promise<void> {
  if (nodes.length === 0) return;
  const { local } = ctx.services;
  const file = await local.readFile(path);
  if (!file) return;
  const results = await ctx.rpc.many(nodes, 'upload_file', {
    file_name: [
      local.virtualPath(path),
      compress(file.content.toString('utf8')),
      file.mode,
      file.owner,
      file.group,
      file.atime,
      file.mtime,
    ],
  });
  for (const [uuid, result] of results) {
    if (!result.ok)
      ctx.feedback.warn(`Copy of file ${path} to node ${nodeName(ctx.cfg.snapshot, uuid)} failed: ${result.error}`);
  }
}

/** Copies all files that belong to the cluster, but the configuration, to the other online nodes. */
export async function redistributeFiles(ctx: LuContext): Promise<void> {
  const { cluster, nodes } = ctx.cfg.snapshot;
  const others = Object.values(nodes).filter((n) => !n.offline && n.uuid !== cluster.master_node);
  const files = shippedFiles(cluster);
  for (const path of files.all)
    await uploadFile(
      ctx,
      others.map((n) => n.uuid),
      path,
    );
  const vmCapable = others.filter((n) => n.vm_capable).map((n) => n.uuid);
  for (const path of files.vmCapable) await uploadFile(ctx, vmCapable, path);
}
