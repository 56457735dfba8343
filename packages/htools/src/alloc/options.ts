import type { RedundancyOptions } from '../capacity/global-n1.js';

/** How instances are placed; the names are those of hail's and hspace's options. */
export interface AllocOptions extends RedundancyOptions {
  readonly ignoreSoftErrors: boolean;
  /** Whether each node must stay evacuable. */
  readonly capacity: boolean;
  readonly restrictToNodes: readonly string[] | undefined;
}

/** What placing does when nobody says otherwise. */
export const DEFAULT_ALLOC_OPTIONS: AllocOptions = {
  ignoreSoftErrors: false,
  capacity: true,
  ignoreGroups: [],
  acceptExisting: false,
  restrictToNodes: undefined,
};
