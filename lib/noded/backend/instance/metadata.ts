import { METAD } from '@gnt/constants';
import { Transport } from '@gnt/luxi-client';
import { readDefaults } from '../../../common/defaults-file.js';
import type { NodeContext } from '../../context.js';
import { messageOf, NodeError } from '../../errors.js';
import { changeDaemon } from '../node/daemons.js';

/** Seconds that the metadata daemon may take to listen after its start. */
const CONNECT_SECONDS = 60;

/**
 * Tells this node's metadata daemon what an instance's guest may read, starting the daemon if need be. On a node
 * without that daemon nobody serves metadata, so there is nobody to tell.
 */
export async function updateMetadata(
  ctx: Pick<NodeContext, 'paths' | 'files' | 'programs' | 'run' | 'environment' | 'log'>,
  instance: Readonly<Record<string, unknown>>,
): Promise<void> {
  if ((await ctx.programs.find(METAD)) === undefined) {
    ctx.log.debug('this node has no metadata daemon');
    return;
  }
  if (ctx.paths.virtual && !(await hasOwnAddress(ctx))) {
    ctx.log.debug('the metadata daemon has no address on this virtual node');
    return;
  }
  if (!(await changeDaemon(ctx, 'check-and-start', METAD))) throw new NodeError('Failed to start metadata daemon');
  let answer: unknown;
  try {
    const connection = await Transport.connect(ctx.paths.file('metadSocket'), { connectTimeout: CONNECT_SECONDS });
    try {
      answer = JSON.parse(await connection.call(JSON.stringify({ method: 'updateConfig', args: [instance] })));
    } finally {
      connection.close();
    }
  } catch (cause) {
    throw new NodeError(`The metadata daemon did not take the instance's data: ${messageOf(cause)}`, { cause });
  }
  const { success, result } = answer as { readonly success?: unknown; readonly result?: unknown };
  if (success !== true)
    throw new NodeError(`The metadata daemon refused the instance's data: ${JSON.stringify(result)}`);
}

/** Whether METAD_ARGS of the node's defaults file gives the daemon an address; the node's own would not tell guests apart. */
async function hasOwnAddress({ files, paths }: Pick<NodeContext, 'paths' | 'files'>): Promise<boolean> {
  const defaults = await readDefaults(files, paths.local('/etc/default/ganeti'));
  return /(^|\s)(-b|--bind)\b/.test(defaults.get('METAD_ARGS') ?? '');
}
