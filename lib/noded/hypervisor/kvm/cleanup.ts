import { mkdtemp, readFile, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { WireNic } from '@gnt/protocol';
import { isMissing } from '../../../common/files.js';
import { reasonOf } from '../errors.js';
import type { KvmContext } from './context.js';
import { CONTROL_SOCKETS } from './files.js';
import { parseRuntime, vncSocket, type KvmRuntime } from './runtime-file.js';

/** Removes a guest's taps, those its files name and those of its NICs, and the directory of the files. */
export async function removeTaps(context: KvmContext, name: string, nics: readonly WireNic[] = []): Promise<void> {
  const { kvmFiles, taps } = context;
  const dir = kvmFiles.local(kvmFiles.nicDir(name));
  const files = await readdir(dir).catch(() => []);
  const named = await Promise.all(files.map(async (file) => (await readFile(join(dir, file), 'utf8')).trim()));
  for (const tap of new Set([...named, ...nics.map((nic) => taps.fixedName(nic))])) {
    if (tap !== undefined) await taps.remove(tap);
  }
  await rm(dir, { recursive: true, force: true });
}

/** Removes all that a stopped guest leaves on this node. */
export async function removeGuestFiles(context: KvmContext, name: string): Promise<void> {
  const { kvmFiles, files } = context;
  const runtime = await keptRuntime(context, name);
  const vnc = runtime === undefined ? undefined : vncSocket(runtime);
  const paths = [
    ...(vnc === undefined ? [] : [vnc]),
    kvmFiles.pid(name),
    ...CONTROL_SOCKETS.map((socket) => kvmFiles.control(name, socket)),
    kvmFiles.shutdownMark(name),
    kvmFiles.runtime(name),
    kvmFiles.uid(name),
  ];
  for (const path of paths) await files.remove(kvmFiles.local(path));
  for (const socket of [kvmFiles.control(name, 'qmp'), ...(vnc === undefined ? [] : [vnc])])
    await kvmFiles.unlinkSocketDir(socket);
  await removeTaps(context, name, runtime?.nics);
  await removeChroot(context, name);
}

/** The guest's runtime, if there is one that can be read. */
async function keptRuntime(context: KvmContext, name: string): Promise<KvmRuntime | undefined> {
  const text = await context.files.readTextIfPresent(context.kvmFiles.local(context.kvmFiles.runtime(name)));
  try {
    return text === undefined ? undefined : parseRuntime(text);
  } catch (e) {
    context.log.warn(
      { instance: name, reason: reasonOf(e) },
      'the runtime file of a stopped guest is damaged and goes',
    );
    return undefined;
  }
}

/** A root directory that is not empty any more may be a trace of a break-in: it is kept aside. */
async function removeChroot({ kvmFiles, log }: KvmContext, name: string): Promise<void> {
  const dir = kvmFiles.local(kvmFiles.chroot(name));
  try {
    await rmdir(dir);
  } catch (e) {
    if (isMissing(e)) return;
    if (!(e instanceof Error && 'code' in e && e.code === 'ENOTEMPTY')) throw e;
    const kept = await mkdtemp(join(kvmFiles.local(kvmFiles.dir('chroot-quarantine')), `${name}-`));
    await rename(dir, kept);
    log.warn(
      { instance: name, kept },
      'the root directory of a guest was not empty; look into it and remove it by hand',
    );
  }
}
