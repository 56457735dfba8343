import { ht } from '@gnt/ht';

// Syntax is checked by the logical unit, as in the original (luxid takes any text here): the job fails, not the submission.

/** Text of an IPv4 address. */
export const ipv4Address = ht.refine(ht.string, {}, 'IPv4 address');
/** Text of an IPv6 address. */
export const ipv6Address = ht.refine(ht.string, {}, 'IPv6 address');
/** Text of an IPv4 network with its prefix length. */
export const ipv4Network = ht.refine(ht.string, {}, 'IPv4 network (address/prefix length)');
/** Text of an IPv6 network with its prefix length. */
export const ipv6Network = ht.refine(ht.string, {}, 'IPv6 network (address/prefix length)');
