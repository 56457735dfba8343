// Tags: kinds of objects that carry them, limits. Names and values are the original's.
export const MAX_TAGS_PER_OBJ = 4096;
export const MAX_TAG_LEN = 128;
export const TAG_CLUSTER = 'cluster';
export const TAG_INSTANCE = 'instance';
export const TAG_NETWORK = 'network';
export const TAG_NODE = 'node';
export const TAG_NODEGROUP = 'nodegroup';
export const VALID_TAG_TYPES = [TAG_CLUSTER, TAG_INSTANCE, TAG_NETWORK, TAG_NODE, TAG_NODEGROUP] as const;
