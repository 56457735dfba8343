import { HYPER_TYPES, type HypervisorType } from '@gnt/constants';
import type { Clock } from '../../common/clock.js';
import type { CommandRunner } from '../../common/exec.js';
import type { Files } from '../../common/files.js';
import type { Logger } from '../../common/log.js';
import type { Paths } from '../../common/paths.js';
import { HypervisorError } from './errors.js';
import { FakeHypervisor } from './fake/driver.js';
import type { Hypervisor } from './interface.js';
import { KvmHypervisor } from './kvm/driver.js';
import { LinuxNodeInfo } from './node-info.js';
import { systemProcesses, type Processes } from './processes.js';

export interface HypervisorDeps {
  readonly paths: Paths;
  readonly files: Files;
  readonly runner: CommandRunner;
  readonly clock: Clock;
  readonly log: Logger;
  /** Path of the program `kvm-console-wrapper` (in `bin/` of a checkout, in /usr/lib/ganeti/tools when installed). */
  readonly consoleWrapper: string;
  /** Has the daemon running that notices when a user switches a guest off; throws when it does not start. */
  readonly ensureKvmd: () => Promise<void>;
  /** Processes of the machine, unless a test brings its own. */
  readonly processes?: Processes;
}

/** The node's hypervisors by type. */
export interface Hypervisors {
  /** The driver of a type; throws a HypervisorError that says why when there is none. */
  get(type: string): Hypervisor;
  /** Those that this version has, in a fixed order. */
  readonly all: readonly Hypervisor[];
}

/** Builds the drivers of this node and makes their state directories. */
export async function createHypervisors(deps: HypervisorDeps): Promise<Hypervisors> {
  const processes = deps.processes ?? systemProcesses;
  const all: Hypervisor[] = [];
  const guestMemory = async (): Promise<number> => {
    const infos = await Promise.all(all.map((hypervisor) => hypervisor.allInfo(null)));
    return infos.flat().reduce((sum, instance) => sum + instance.memory, 0);
  };
  const nodeInfo = new LinuxNodeInfo({ paths: deps.paths, files: deps.files, guestMemory });
  const kvm = new KvmHypervisor({ ...deps, processes, nodeInfo });
  const fake = new FakeHypervisor({ paths: deps.paths, files: deps.files, nodeInfo });
  await Promise.all([kvm.prepare(), fake.prepare()]);
  all.push(kvm, fake);
  const byType = new Map<string, Hypervisor>(all.map((hypervisor) => [hypervisor.type, hypervisor]));
  return { all, get: (type) => byType.get(type) ?? refuse(type, [...byType.keys()]) };
}

function refuse(type: string, present: readonly string[]): never {
  const known = HYPER_TYPES.includes(type as HypervisorType);
  const what = known
    ? `Hypervisor '${type}' is not available on this node in this version`
    : `Unknown hypervisor '${type}'`;
  throw new HypervisorError(`${what}; available: ${present.join(', ')}`);
}
