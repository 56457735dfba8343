import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EXPORT_CONF_FILE, INISECT_EXP, INISECT_INS } from '@gnt/constants';
import { isMissing } from '../../../common/files.js';
import type { NodeContext } from '../../context.js';
import { messageOf, NodeError } from '../../errors.js';

/** Names of the exports in this node's export directory, sorted. */
export async function listExports(ctx: Pick<NodeContext, 'paths'>): Promise<string[]> {
  try {
    return (await readdir(ctx.paths.file('exportDir'))).filter((name) => !name.startsWith('.')).sort();
  } catch (e) {
    if (isMissing(e)) throw new NodeError('No exports directory');
    throw e;
  }
}

/** The description (INI text) of the export in a directory. */
export async function exportInfo(ctx: Pick<NodeContext, 'paths' | 'files'>, path: string): Promise<string> {
  const text = (await ctx.files.readTextIfPresent(join(ctx.paths.local(path), EXPORT_CONF_FILE))) ?? '';
  const sections = new Set([...text.matchAll(/^\[([^\]]+)\]\s*$/gm)].map(([, name]) => name));
  if (!sections.has(INISECT_EXP) || !sections.has(INISECT_INS))
    throw new NodeError("The export's information file lacks required fields");
  return text;
}

/** Removes an export of this node's export directory. */
export async function removeExport(ctx: Pick<NodeContext, 'paths'>, name: string): Promise<void> {
  if (name === '' || name.startsWith('.') || basename(name) !== name)
    throw new NodeError(`Invalid export name '${name}'`);
  const path = join(ctx.paths.file('exportDir'), name);
  try {
    await stat(path);
    await rm(path, { recursive: true });
  } catch (cause) {
    throw new NodeError(`Error while removing the export: ${messageOf(cause)}`, { cause });
  }
}
