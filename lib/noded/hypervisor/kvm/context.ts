import type { Clock } from '../../../common/clock.js';
import type { CommandRunner } from '../../../common/exec.js';
import type { Files } from '../../../common/files.js';
import type { Logger } from '../../../common/log.js';
import type { Paths } from '../../../common/paths.js';
import type { NodeInfoProvider } from '../node-info.js';
import type { Processes } from '../processes.js';
import type { CapabilityProbe } from './capabilities.js';
import type { InterfaceAddresses } from './command/index.js';
import type { KvmFiles } from './files.js';
import type { Monitor, Monitors } from './monitor.js';
import type { InterfaceSetup } from './network/interface-setup.js';
import type { Taps } from './network/taps.js';
import type { RunAsChooser } from './run-as.js';

/** What the parts of the KVM driver share. */
export interface KvmContext {
  readonly paths: Paths;
  readonly files: Files;
  readonly kvmFiles: KvmFiles;
  readonly runner: CommandRunner;
  readonly clock: Clock;
  readonly log: Logger;
  readonly processes: Processes;
  readonly nodeInfo: NodeInfoProvider;
  readonly monitors: Monitors;
  readonly probe: CapabilityProbe;
  readonly taps: Taps;
  readonly interfaces: InterfaceSetup;
  readonly runAs: RunAsChooser;
  readonly ensureKvmd: () => Promise<void>;
  readonly interfaceAddresses: (name: string) => InterfaceAddresses | undefined;
}

/** Runs `work` over a connection to the guest's monitor. */
export async function withMonitor<T>(
  context: KvmContext,
  name: string,
  work: (monitor: Monitor) => Promise<T>,
): Promise<T> {
  const { kvmFiles, monitors } = context;
  return monitors.with(kvmFiles.socket(kvmFiles.control(name, 'qmp')), work);
}
