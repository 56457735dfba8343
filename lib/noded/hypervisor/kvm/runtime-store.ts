import { HypervisorError, reasonOf } from '../errors.js';
import type { KvmContext } from './context.js';
import { formatRuntime, parseRuntime, type KvmRuntime } from './runtime-file.js';

/** Text of a guest's runtime file. */
export async function readRuntimeText({ files, kvmFiles }: KvmContext, name: string): Promise<string> {
  return files.readText(kvmFiles.local(kvmFiles.runtime(name))).catch((cause: unknown) => {
    throw new HypervisorError(`Failed to load KVM runtime file: ${reasonOf(cause)}`, { cause });
  });
}

/** A guest's runtime as kept on this node. */
export async function loadRuntime(context: KvmContext, name: string): Promise<KvmRuntime> {
  return parseRuntime(await readRuntimeText(context, name));
}

/** Keeps the text of a runtime on this node. */
export async function saveRuntimeText({ files, kvmFiles }: KvmContext, name: string, text: string): Promise<void> {
  await files
    .writeAtomic(kvmFiles.local(kvmFiles.runtime(name)), text, { mode: 0o600, durable: false })
    .catch((cause: unknown) => {
      throw new HypervisorError(`Failed to save KVM runtime file: ${reasonOf(cause)}`, { cause });
    });
}

/** Keeps a guest's runtime on this node. */
export async function saveRuntime(context: KvmContext, name: string, runtime: KvmRuntime): Promise<void> {
  await saveRuntimeText(context, name, formatRuntime(runtime));
}
