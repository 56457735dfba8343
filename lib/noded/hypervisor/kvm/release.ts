import type { WireInstance } from '@gnt/protocol';
import { HypervisorError } from '../errors.js';
import { ParamReader } from '../params.js';
import type { KvmContext } from './context.js';
import { pinning } from './cpu-mask.js';
import type { Monitor } from './monitor.js';
import type { KvmRuntime } from './runtime-file.js';

export interface Release {
  readonly pid: number;
  readonly runtime: KvmRuntime;
  /** MiB the guest is to have. */
  readonly memory: number;
  /** Whether it comes from another node, which lets it go and tells its memory. */
  readonly incoming: boolean;
}

/** Sets what must be set while a guest stands still, then lets it go unless it is to start paused. */
export async function releaseGuest(
  context: KvmContext,
  instance: WireInstance,
  monitor: Monitor,
  release: Release,
): Promise<void> {
  const { runtime, memory } = release;
  const hvp = new ParamReader(instance.hvparams);
  for (const protocol of ['vnc', 'spice'] as const) {
    const file = hvp.text(`${protocol}_password_file`);
    if (file !== '') await monitor.setPassword(protocol, await password(context, protocol, file));
  }
  await pin(context, release, monitor);
  if (release.incoming) return;
  if (memory < Number(instance.beparams['maxmem'])) await monitor.setBalloonMib(memory);
  if (!runtime.command.includes('-S')) await monitor.qmp.execute('cont');
}

async function pin({ runner }: KvmContext, { pid, runtime }: Release, monitor: Monitor): Promise<void> {
  const mask = new ParamReader(runtime.hvparams).text('cpu_mask');
  if (mask === '' || mask === 'all') return;
  for (const [task, cpus] of pinning(mask, pid, await monitor.cpuThreads())) {
    // One set for the whole guest holds for all threads QEMU has.
    const scope = task === pid ? ['-a'] : [];
    await runner.run('taskset', [...scope, '-p', '-c', cpus.join(','), String(task)]);
  }
}

async function password({ files }: KvmContext, protocol: 'vnc' | 'spice', file: string): Promise<string> {
  const text = await files.readText(file).catch((cause: unknown) => {
    throw new HypervisorError(`Failed to open ${protocol.toUpperCase()} password file ${file}`, { cause });
  });
  const [line = '', ...rest] = text.split('\n');
  if (line === '' || rest.some((l) => l !== '')) {
    throw new HypervisorError(`${protocol.toUpperCase()} password file ${file} must have exactly one line`);
  }
  return line;
}
