import { CONFD, MASTERD, MOND, NODED, SS_MASTER_NODE } from '@gnt/constants';
import { START_ORDER } from '../common/daemon-control.js';
import type { DaemonName } from '../common/daemon-users.js';
import { pidIn, processOf, type ProcessSources } from './kvm-guests.js';

/** A daemon of this node and what it uses; nulls while it does not run. */
export interface DaemonProcess {
  readonly name: DaemonName;
  /** Whether it ought to run here. */
  readonly expected: boolean;
  readonly pid: number | null;
  readonly residentBytes: number | null;
  readonly cpuSeconds: number | null;
  /** Seconds. */
  readonly uptime: number | null;
}

async function expectedHere({ files, paths }: ProcessSources, hostname: string): Promise<ReadonlySet<string>> {
  const expected = new Set<string>([NODED, MOND]);
  const present = async (file: string): Promise<string | undefined> => (await files.readTextIfPresent(file))?.trim();
  if ((await present(paths.ssconf(SS_MASTER_NODE))) === hostname) expected.add(MASTERD);
  if ((await files.list(paths.dirs.data)).includes('config.data')) expected.add(CONFD);
  return expected;
}

/** All daemons that may run on a node, in the order in which they start. */
export async function daemonProcesses(sources: ProcessSources, hostname: string): Promise<DaemonProcess[]> {
  const expected = await expectedHere(sources, hostname);
  const look = async (name: DaemonName): Promise<DaemonProcess> => {
    const pid = await pidIn(sources.files, sources.paths.pidFile(name));
    const process = pid === undefined ? undefined : await processOf(sources.files, pid);
    const row = { name, expected: expected.has(name) };
    // The pid of a dead daemon may be somebody else's by now.
    if (pid === undefined || process === undefined || !process.argv.some((word) => word.includes(name)))
      return { ...row, pid: null, residentBytes: null, cpuSeconds: null, uptime: null };
    const { residentBytes, uptime, stat } = process;
    return { ...row, pid, residentBytes, cpuSeconds: stat.cpuSeconds, uptime };
  };
  return Promise.all(START_ORDER.map(look));
}
