import { HT_KVM, SS_ENABLED_USER_SHUTDOWN, SS_HYPERVISOR_LIST, SS_NODE_VM_CAPABLE } from '@gnt/constants';
import type { SsconfKey } from '@gnt/constants';
import type { Files } from '../common/files.js';
import type { Paths } from '../common/paths.js';

/** Where the cluster's settings are. */
export interface WantedSources {
  readonly paths: Paths;
  readonly files: Files;
  /** This node's name. */
  readonly hostname: string;
}

/** Why this node needs no such daemon, in words; undefined when it does. */
export async function reasonNotToRun({ paths, files, hostname }: WantedSources): Promise<string | undefined> {
  const linesOf = async (key: SsconfKey): Promise<string[]> =>
    ((await files.readTextIfPresent(paths.ssconf(key))) ?? '').split('\n').map((line) => line.trim());
  if (!(await linesOf(SS_HYPERVISOR_LIST)).includes(HT_KVM)) return 'KVM not enabled, exiting';
  if ((await linesOf(SS_ENABLED_USER_SHUTDOWN))[0] !== 'True') return 'User shutdown not enabled, exiting';
  if (!(await linesOf(SS_NODE_VM_CAPABLE)).includes(`${hostname}=True`))
    return `Node "${hostname}" is not VM capable, exiting`;
  return undefined;
}
