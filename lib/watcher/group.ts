import { join } from 'node:path';
import { EXIT_FAILURE, EXIT_SUCCESS, SS_NODEGROUPS, UUID_REGEX } from '@gnt/constants';
import type { HeldLock } from '../common/flock.js';
import type { WatcherContext } from './context.js';
import { hasVerifiableDisks, reviveSecondaries, verifyDisks } from './disks.js';
import { messageOf } from './errors.js';
import { readGroup, type GroupData } from './group-data.js';
import { updateStatusFiles } from './instance-status.js';
import { InstanceCare } from './instances.js';
import { checkMaster, withMaster } from './master-access.js';
import type { Master } from './master.js';
import { Notepad } from './notepad.js';
import type { WatcherOptions } from './options.js';
import { openStateFile } from './state-file.js';

const UUID = new RegExp(UUID_REGEX);

/** UUIDs of the node groups that this node knows of; throws when its list is damaged or missing. */
async function knownGroups({ files, paths }: WatcherContext): Promise<string[]> {
  const text = await files.readText(paths.ssconf(SS_NODEGROUPS));
  const uuids = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.split(/\s+/)[0] ?? '']));
  const wrong = uuids.find((uuid) => !UUID.test(uuid));
  if (wrong !== undefined) throw new Error(`'${paths.ssconf(SS_NODEGROUPS)}' lists '${wrong}', which is no UUID`);
  return uuids;
}

/** Looks after one node group: its instances, the disks of nodes that were booted, then all its disks. */
export async function watchGroup(context: WatcherContext, given: string, options: WatcherOptions): Promise<number> {
  const { log, paths, run } = context;
  const group = given.toLowerCase();
  if (!UUID.test(group)) throw new Error(`--node-group takes the UUID of a node group, '${given}' is none`);
  log.info(`Looking after node group '${group}'`);
  const known = await knownGroups(context);
  if (!known.includes(group)) throw new Error(`Node group '${group}' is not among those that this node knows of`);
  const path = join(paths.dirs.data, `watcher.${group}.data`);
  const lock = await openStateFile(run, path, log);
  if (lock === undefined) return EXIT_FAILURE;
  try {
    return await withMaster(context, async (master) => {
      const data = await remembering(context, path, lock, (notepad) =>
        tend(context, master, group, { notepad, known }),
      );
      if (options.verifyDisks && hasVerifiableDisks(data))
        await verifyDisks({ ...context, master }, group, data, options.strict);
      return EXIT_SUCCESS;
    });
  } finally {
    await lock.release();
  }
}

/** Does something with what the state file holds, and saves it when that went well. Then the file is free for others. */
async function remembering<T>(
  context: WatcherContext,
  path: string,
  lock: HeldLock,
  act: (notepad: Notepad) => Promise<T>,
): Promise<T> {
  try {
    const notepad = Notepad.parse(await lock.handle.readFile('utf8'), context);
    const result = await act(notepad);
    await notepad.save(context.files, path);
    return result;
  } catch (e) {
    context.log.info(`The state file stays as it was, because of: ${messageOf(e)}`);
    throw e;
  } finally {
    await lock.release();
  }
}

async function tend(
  context: WatcherContext,
  master: Master,
  group: string,
  { notepad, known }: { readonly notepad: Notepad; readonly known: readonly string[] },
): Promise<GroupData> {
  await checkMaster(master, context);
  const data = await readGroup(master, group, context.log);
  const states = [...data.instances.values()].map(({ name, status }) => [name, status] as const);
  await updateStatusFiles(context, group, states, known);
  const started = await new InstanceCare({ ...context, master, notepad }).all(data);
  await reviveSecondaries({ ...context, master }, notepad, data, started);
  return data;
}
