import { mkdir, rename, rmdir, stat } from 'node:fs/promises';
import { normalize } from 'node:path';
import { isMissing } from '../../../common/files.js';
import type { NodeContext } from '../../context.js';
import { messageOf, NodeError } from '../../errors.js';

type DirectoryContext = Pick<NodeContext, 'paths' | 'fileStoragePaths'>;

type Kind = 'directory' | 'other' | 'missing';

async function kindOf(path: string): Promise<Kind> {
  try {
    return (await stat(path)).isDirectory() ? 'directory' : 'other';
  } catch (e) {
    if (isMissing(e)) return 'missing';
    throw e;
  }
}

async function accepted(ctx: DirectoryContext, path: string): Promise<string> {
  await ctx.fileStoragePaths.check(path);
  return ctx.paths.local(normalize(path));
}

/** Makes the directory of an instance's disk files; one that is there already is taken as it is. */
export async function createStorageDirectory(ctx: DirectoryContext, path: string): Promise<void> {
  const local = await accepted(ctx, path);
  const kind = await kindOf(local);
  if (kind === 'other') throw new NodeError(`Specified storage dir '${path}' is not a directory`);
  if (kind === 'directory') return;
  try {
    await mkdir(local, { recursive: true, mode: 0o750 });
  } catch (cause) {
    throw new NodeError(`Cannot create file storage directory '${path}': ${messageOf(cause)}`, { cause });
  }
}

/** Removes it when it is empty; anything in it makes the call fail. */
export async function removeStorageDirectory(ctx: DirectoryContext, path: string): Promise<void> {
  const local = await accepted(ctx, path);
  const kind = await kindOf(local);
  if (kind === 'missing') return;
  if (kind === 'other') throw new NodeError(`Specified storage directory '${path}' is not a directory`);
  try {
    await rmdir(local);
  } catch (cause) {
    throw new NodeError(`Cannot remove file storage directory '${path}': ${messageOf(cause)}`, { cause });
  }
}

/** Renames it. When only the new one is there, it has been done before. */
export async function renameStorageDirectory(ctx: DirectoryContext, from: string, to: string): Promise<void> {
  const source = await accepted(ctx, from);
  const target = await accepted(ctx, to);
  const sourceKind = await kindOf(source);
  if ((await kindOf(target)) !== 'missing') {
    if (sourceKind !== 'missing') throw new NodeError(`Cannot rename '${from}' to '${to}': both locations exist`);
    return;
  }
  if (sourceKind !== 'directory') throw new NodeError(`Specified storage dir '${from}' is not a directory`);
  try {
    await rename(source, target);
  } catch (cause) {
    throw new NodeError(`Cannot rename '${from}' to '${to}': ${messageOf(cause)}`, { cause });
  }
}
