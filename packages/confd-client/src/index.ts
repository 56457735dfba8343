export { ConfdClient, type ConfdAsk, type ConfdClientOptions } from './client.js';
export { ConfdNoReply } from './pending.js';
export { neededReplies, pickPeers } from './peers.js';
