// Instance allocators: modes, directions, programs. Names and values are the original's.
export const IALLOCATOR_DIR_IN = 'in';
export const IALLOCATOR_DIR_OUT = 'out';
export const IALLOCATOR_MODE_ALLOC = 'allocate';
export const IALLOCATOR_MODE_ALLOCATE_SECONDARY = 'allocate-secondary';
export const IALLOCATOR_MODE_CHG_GROUP = 'change-group';
export const IALLOCATOR_MODE_MULTI_ALLOC = 'multi-allocate';
export const IALLOCATOR_MODE_NODE_EVAC = 'node-evacuate';
export const IALLOCATOR_MODE_RELOC = 'relocate';
export const IALLOC_HAIL = 'hail';
export const DEFAULT_IALLOCATOR_SHORTCUT = '.';
export const EX_TAGS_PREFIX = 'htools:iextags:';
export const IALLOCATOR_SEARCH_PATH = ['/usr/local/lib/ganeti/iallocators', '/usr/lib/ganeti/iallocators'] as const;
export const HTOOLS_PROGS = [
  'harep',
  'hbal',
  'hscan',
  'hspace',
  'hinfo',
  'hcheck',
  'hroller',
  'hsqueeze',
  IALLOC_HAIL,
] as const;
export const VALID_IALLOCATOR_DIRECTIONS = [IALLOCATOR_DIR_IN, IALLOCATOR_DIR_OUT] as const;
export const VALID_IALLOCATOR_MODES = [
  IALLOCATOR_MODE_ALLOC,
  IALLOCATOR_MODE_ALLOCATE_SECONDARY,
  IALLOCATOR_MODE_CHG_GROUP,
  IALLOCATOR_MODE_MULTI_ALLOC,
  IALLOCATOR_MODE_NODE_EVAC,
  IALLOCATOR_MODE_RELOC,
] as const;
