import { CV_ALL_ECODES, SSHK_ALL, VALID_TAG_TYPES, VERIFY_OPTIONAL_CHECKS } from '@gnt/constants';
import { ht } from '@gnt/ht';

/** Parts of cluster verification that can be left out. */
export const verifyOptionalCheck = ht.oneOf(VERIFY_OPTIONAL_CHECKS);

/** Kinds of problem that cluster verification reports. */
export const cvErrorCode = ht.oneOf(Object.values(CV_ALL_ECODES).map(([, code]) => code));

/** Kinds of SSH key that nodes may have. */
export const sshKeyType = ht.oneOf(SSHK_ALL);

/** What can carry tags. */
export const tagKind = ht.oneOf(VALID_TAG_TYPES);

/** A range of user ids, both ends included. */
export const uidRange = ht.tuple(ht.int, ht.int);
