/** How instances are placed; the names are those of hail's and hspace's options. */
export interface AllocOptions {
  readonly ignoreSoftErrors: boolean;
  /** Whether each node must stay evacuable. */
  readonly capacity: boolean;
  /** Groups that the check of capacity leaves out. */
  readonly capacityIgnoreGroups: readonly number[];
  /** Whether offline nodes are left out of the check of capacity. */
  readonly acceptExisting: boolean;
  readonly restrictToNodes: readonly string[] | undefined;
}

/** What placing does when nobody says otherwise. */
export const DEFAULT_ALLOC_OPTIONS: AllocOptions = {
  ignoreSoftErrors: false,
  capacity: true,
  capacityIgnoreGroups: [],
  acceptExisting: false,
  restrictToNodes: undefined,
};
