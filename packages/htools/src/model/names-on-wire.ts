import {
  ALLOC_POLICY_LAST_RESORT,
  ALLOC_POLICY_PREFERRED,
  ALLOC_POLICY_UNALLOCABLE,
  INSTST_ADMINDOWN,
  INSTST_ADMINOFFLINE,
  INSTST_ERRORDOWN,
  INSTST_ERRORUP,
  INSTST_NODEDOWN,
  INSTST_NODEOFFLINE,
  INSTST_RUNNING,
  INSTST_USERDOWN,
  INSTST_WRONGNODE,
} from '@gnt/constants';

/** Ranks of the allocation policies: the lowest is chosen first. */
export const ALLOC_POLICIES_BY_NAME: ReadonlyMap<string, number> = new Map([
  [ALLOC_POLICY_PREFERRED, 0],
  [ALLOC_POLICY_LAST_RESORT, 1],
  [ALLOC_POLICY_UNALLOCABLE, 2],
]);

/** States of instances that data sources know. */
export const INSTANCE_STATUSES: ReadonlyMap<string, string> = new Map(
  [
    INSTST_ADMINDOWN,
    INSTST_ADMINOFFLINE,
    INSTST_ERRORDOWN,
    INSTST_ERRORUP,
    INSTST_NODEDOWN,
    INSTST_NODEOFFLINE,
    INSTST_RUNNING,
    INSTST_USERDOWN,
    INSTST_WRONGNODE,
  ].map((status) => [status, status]),
);
