import type { NIC } from '@gnt/objects';
import type { Disk, Instance, Node } from '../../../planning/objects.js';
import type { DiskRequest } from '../../../planning/disk-requests.js';
import type { CreateArguments } from './arguments.js';
import type { Machine } from './checks.js';

/** Everything that is settled when the checks of a creation are through. */
export interface CreatePrereq {
  readonly args: CreateArguments;
  readonly name: string;
  readonly machine: Machine;
  readonly disks: readonly DiskRequest[];
  readonly nics: readonly NIC[];
  readonly primary: Node;
  readonly secondary: string | null;
  /** Directory of disk files; null for other templates. */
  readonly directory: string | null;
  /** OS parameters of all visibilities, filled. */
  readonly osParams: Readonly<Record<string, string>>;
  /** The reserved instance that becomes real. */
  readonly reserved: { readonly instance: Instance; readonly disks: readonly Disk[] } | null;
}
