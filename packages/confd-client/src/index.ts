export { ConfdClient, type ConfdAsk, type ConfdClientOptions } from './client.js';
export { ConfdNoReply } from './pending.js';
export { pickPeers } from './peers.js';
