import { mkdir } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { decompress, type Compressed } from '@gnt/protocol';
import { machineOwnership } from '../../../common/users.js';
import { localizeVirtualPath } from '../../../common/virtual-path.js';
import type { Paths } from '../../../common/paths.js';
import type { NodeContext } from '../../context.js';
import { NodeError } from '../../errors.js';

/** Largest file that is unpacked. */
export const MAX_FILE_BYTES = 512 * 1024 * 1024;

/** A file to write, as it travels. */
export interface UploadRequest {
  readonly path: string;
  readonly content: Compressed;
  readonly mode: number | null;
  readonly user: string | null;
  readonly group: string | null;
  readonly mtime: number | null;
}

/** The only files that a master may write (`lib/backend.py` of the original). */
export function allowedUploads(paths: Paths): ReadonlySet<string> {
  const named = [
    'configData',
    'knownHosts',
    'vncPasswordFile',
    'rapiPem',
    'spicePem',
    'spiceCaPem',
    'rapiUsers',
    'hmacKey',
    'clusterDomainSecret',
  ] as const;
  return new Set([
    ...named.map((name) => paths.file(name)),
    // The machine's hosts file is one for all nodes of a virtual cluster and has no root of theirs.
    '/etc/hosts',
    join(paths.dirs.conf, 'kvm-vif-bridge'),
    paths.local('/etc/xen/xen/xl.conf'),
    paths.local('/etc/xen/scripts/vif-bridge'),
  ]);
}

/** Replaces one of the allowed files. Owners that this machine lacks become root; a virtual node keeps its own. */
export async function uploadFile(ctx: Pick<NodeContext, 'paths' | 'files'>, request: UploadRequest): Promise<void> {
  const path = localizeVirtualPath(ctx.paths, request.path);
  // Only the exact spelling counts: `..` would be another way to the same name.
  if (path !== normalize(path) || !allowedUploads(ctx.paths).has(path)) {
    throw new NodeError(`File '${request.path}' is not one that a master may write on this node`);
  }
  if (request.user === null || request.group === null) {
    throw new NodeError(`File '${request.path}' needs the names of its owner and group`);
  }
  if (ctx.paths.virtual && path === '/etc/hosts') {
    throw new NodeError("A virtual node does not change the machine's /etc/hosts");
  }
  const owner = await machineOwnership({ user: request.user, group: request.group }, ctx.paths);
  await mkdir(dirname(path), { recursive: true, mode: 0o750 });
  await ctx.files.writeAtomic(path, decompress(request.content, MAX_FILE_BYTES), {
    ...owner,
    ...(request.mode === null ? {} : { mode: request.mode & 0o7777 }),
    ...(request.mtime === null ? {} : { mtime: request.mtime }),
  });
}
