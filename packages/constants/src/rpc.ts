// Calls to node daemons: time-outs in seconds, content encodings. Names and values are the original's.
export const RPC_CONNECT_TIMEOUT = 5;
export const RPC_ENCODING_NONE = 0;
export const RPC_ENCODING_ZLIB_BASE64 = 1;
export const RPC_TMO_1DAY = 86400;
export const RPC_TMO_4HRS = 14400;
export const RPC_TMO_FAST = 300;
export const RPC_TMO_NORMAL = 900;
export const RPC_TMO_SLOW = 3600;
export const RPC_TMO_URGENT = 60;
export const TCP_PING_TIMEOUT = 10;
