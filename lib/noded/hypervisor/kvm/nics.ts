import { mkdir } from 'node:fs/promises';
import type { WireInstance, WireNic } from '@gnt/protocol';
import type { Undo } from '../../../common/undo.js';
import type { NicFeatures, NicOnTap } from './command/index.js';
import type { KvmContext } from './context.js';
import { nicEnvironment } from './network/environment.js';
import type { RunAs } from './run-as.js';
import { nicPlace } from './runtime-file.js';

export interface NicSetup {
  readonly features: NicFeatures;
  /** Type of the NICs when the guest was started. */
  readonly nicType: string;
  readonly who: RunAs;
  /** Whether the guest comes from another node: it is not here yet. */
  readonly incoming: boolean;
}

/** Whether a NIC is in routed mode: such a one is connected only when the guest runs here. */
export function isRouted(nic: WireNic): boolean {
  return nic.nicparams?.['mode'] === 'routed';
}

/** Makes a tap for each NIC, notes its name for the guest, and connects it to the NIC's link. */
export async function connectNics(
  { taps, interfaces, files, kvmFiles }: KvmContext,
  instance: WireInstance,
  nics: readonly WireNic[],
  { features, nicType, who, incoming }: NicSetup,
  undo: Undo,
): Promise<NicOnTap[]> {
  if (nics.length > 0) await mkdir(kvmFiles.local(kvmFiles.nicDir(instance.name)), { recursive: true, mode: 0o775 });
  const connected: NicOnTap[] = [];
  for (const [index, nic] of nics.entries()) {
    const tap = await undo.step(
      `tap of NIC ${String(index)}`,
      () => taps.create(nic, features, who.user),
      (name) => taps.remove(name),
    );
    const file = kvmFiles.local(kvmFiles.nic(instance.name, index));
    await files.writeAtomic(file, tap, { mode: 0o600, durable: false });
    if (!(incoming && isRouted(nic))) await interfaces.connect(nicEnvironment(instance, index, nic, tap));
    connected.push({ nic, info: nicPlace(nic, nicType), tap });
  }
  return connected;
}
