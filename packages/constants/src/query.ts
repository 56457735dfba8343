// Queries: resources, field kinds (QFT_*), result states (RS_*), filter operators. Names and values are the original's.
export const QFT_BOOL = 'bool';
export const QFT_NUMBER = 'number';
export const QFT_NUMBER_FLOAT = 'float';
export const QFT_OTHER = 'other';
export const QFT_TEXT = 'text';
export const QFT_TIMESTAMP = 'timestamp';
export const QFT_UNIT = 'unit';
export const QFT_UNKNOWN = 'unknown';
export const QLANG_OP_AND = '&';
export const QLANG_OP_CONTAINS = '=[]';
export const QLANG_OP_EQUAL = '==';
export const QLANG_OP_EQUAL_LEGACY = '=';
export const QLANG_OP_GE = '>=';
export const QLANG_OP_GT = '>';
export const QLANG_OP_LE = '<=';
export const QLANG_OP_LT = '<';
export const QLANG_OP_NOT = '!';
export const QLANG_OP_NOT_EQUAL = '!=';
export const QLANG_OP_OR = '|';
export const QLANG_OP_REGEXP = '=~';
export const QLANG_OP_TRUE = '?';
export const QR_CLUSTER = 'cluster';
export const QR_EXPORT = 'export';
export const QR_EXTSTORAGE = 'extstorage';
export const QR_FILTER = 'filter';
export const QR_GROUP = 'group';
export const QR_INSTANCE = 'instance';
export const QR_JOB = 'job';
export const QR_LOCK = 'lock';
export const QR_NETWORK = 'network';
export const QR_NODE = 'node';
export const QR_OS = 'os';
export const RS_NODATA = 2;
export const RS_NORMAL = 0;
export const RS_OFFLINE = 4;
export const RS_UNAVAIL = 3;
export const RS_UNKNOWN = 1;
export const QFT_ALL = [
  QFT_BOOL,
  QFT_NUMBER_FLOAT,
  QFT_NUMBER,
  QFT_OTHER,
  QFT_TEXT,
  QFT_TIMESTAMP,
  QFT_UNIT,
  QFT_UNKNOWN,
] as const;
export const QLANG_FILTER_DETECTION_CHARS = [
  ' ',
  '!',
  "'",
  '(',
  ')',
  '/',
  '<',
  '=',
  '>',
  '"',
  '\\',
  '\f',
  '\n',
  '\r',
  '\t',
  '\v',
  '~',
] as const;
export const QLANG_GLOB_DETECTION_CHARS = ['*', '?'] as const;
export const QR_VIA_LUXI = [QR_EXPORT, QR_FILTER, QR_GROUP, QR_INSTANCE, QR_JOB, QR_LOCK, QR_NETWORK, QR_NODE] as const;
export const QR_VIA_OP = [QR_CLUSTER, QR_EXTSTORAGE, QR_OS] as const;
export const QR_VIA_RAPI = [QR_EXPORT, QR_FILTER, QR_GROUP, QR_INSTANCE, QR_JOB, QR_LOCK, QR_NETWORK, QR_NODE] as const;
export const QR_VIA_RAPI_PUT = [QR_FILTER, QR_JOB, QR_LOCK] as const;
export const RSS_DESCRIPTION = [
  [1, ['(unknown)', '??']],
  [2, ['(nodata)', '?']],
  [3, ['(unavail)', '-']],
  [4, ['(offline)', '*']],
] as const;
export const RS_ALL = [RS_NORMAL, RS_UNKNOWN, RS_NODATA, RS_UNAVAIL, RS_OFFLINE] as const;
