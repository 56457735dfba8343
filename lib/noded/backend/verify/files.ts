import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { NodeContext } from '../../context.js';
import { isMissing } from '../../../common/files.js';
import { localizeVirtualPath, makeVirtualPath } from '../../../common/virtual-path.js';

/** SHA-1 of each of the files that exist, by the paths given. */
export async function fingerprints(
  ctx: Pick<NodeContext, 'paths'>,
  paths: readonly string[],
): Promise<Record<string, string>> {
  const result: Record<string, string> = {};
  for (const path of paths) {
    const local = localizeVirtualPath(ctx.paths, path);
    const digest = await sha1(local);
    if (digest !== undefined) result[makeVirtualPath(ctx.paths, local)] = digest;
  }
  return result;
}

async function sha1(path: string): Promise<string | undefined> {
  try {
    if (!(await stat(path)).isFile()) return undefined;
    const hash = createHash('sha1');
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex');
  } catch (e) {
    if (isMissing(e)) return undefined;
    throw e;
  }
}

/** For each path null, or why it cannot be an out-of-band helper. */
export async function oobProblems(paths: readonly string[]): Promise<(string | null)[]> {
  return Promise.all(
    paths.map(async (path) => {
      try {
        const info = await stat(path);
        if (!info.isFile()) return `out-of-band program ${path} is no file`;
        return (info.mode & 0o100) === 0 ? `out-of-band program ${path} can't be executed` : null;
      } catch (e) {
        return `error stating out of band helper: ${e instanceof Error ? e.message : String(e)}`;
      }
    }),
  );
}
