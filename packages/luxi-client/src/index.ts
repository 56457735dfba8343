export { LuxiClient, parseJobId, type QueryKind, type WireOpcode } from './client.js';
export { pollJob, silentReporter, type JobLogEntry, type JobReporter } from './poll.js';
export { Transport, type TransportOptions } from './transport.js';
