import { access, constants, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EXT_PLUGIN_MASK } from '@gnt/constants';
import { lockFile } from '../../../common/flock.js';
import type { NodeContext } from '../../context.js';
import { messageOf, NodeError } from '../../errors.js';
import { failReason, outputOf } from './outcome.js';

/** No one but the owner may write to the directory or a command. */
const MAX_MODE = 0o755;
/** A refusal takes this long, so that guessing names is slow. */
const REFUSAL_DELAY_MS = 10_000;
const LOCK_SECONDS = 8;

type CommandContext = Pick<NodeContext, 'paths' | 'run' | 'clock' | 'log'>;

/** Runs a command that the administrator has put into the directory; why one is refused stands only in this node's log. */
export async function runRestrictedCommand(ctx: CommandContext, name: string): Promise<string> {
  let result;
  try {
    const lock = await lockFile(ctx.run, ctx.paths.local('/var/lock/ganeti-restricted-commands.lock'), {
      waitSeconds: LOCK_SECONDS,
    });
    let program: string;
    try {
      program = await acceptedCommand(ctx, name);
    } finally {
      await lock.release();
    }
    result = await ctx.run.tryRun(program, [], { env: {}, bareEnv: true, timeout: 0 });
  } catch (e) {
    ctx.log.error({ command: name, reason: messageOf(e) }, 'restricted command refused');
    await ctx.clock.sleep(REFUSAL_DELAY_MS);
    throw new NodeError(`Executing command '${name}' failed`);
  }
  const reason = failReason(result);
  if (reason !== undefined)
    throw new NodeError(`Restricted command '${name}' failed: ${reason}; output: ${outputOf(result)}`);
  return outputOf(result);
}

async function acceptedCommand(ctx: CommandContext, name: string): Promise<string> {
  const directory = ctx.paths.file('restrictedCommandsDir');
  await checkSafe(ctx, directory);
  if (!(await stat(directory)).isDirectory()) throw new Error(`Path '${directory}' is not a directory`);
  if (name.trim() === '') throw new Error('Missing command name');
  if (basename(name) !== name || !EXT_PLUGIN_MASK.test(name))
    throw new Error('Command name contains forbidden characters');
  const program = join(directory, name);
  await checkSafe(ctx, program);
  if (!(await stat(program)).isFile()) throw new Error(`'${program}' is not a file`);
  await access(program, constants.X_OK);
  return program;
}

/** Owned by root (in a virtual cluster: by who runs it) and writable by nobody else. */
async function checkSafe(ctx: CommandContext, path: string): Promise<void> {
  const { mode, uid, gid } = await stat(path);
  if ((mode & 0o7777 & ~MAX_MODE) !== 0) throw new Error(`Permissions on '${path}' are too permissive`);
  const [owner, group] = ctx.paths.virtual ? [process.geteuid?.() ?? 0, process.getegid?.() ?? 0] : [0, 0];
  if (uid !== owner || gid !== group) throw new Error(`'${path}' is not owned by ${String(owner)}:${String(group)}`);
}
