export type { CallOptions, RpcResult, RpcRunner, RpcTarget } from './interface.js';
export { HttpRpcRunner, type RunnerDependencies } from './runner.js';
export { HttpsTransport, TransportError, type RawReply, type Transport } from './transport.js';
export { startRpcServer, type RpcDispatch, type RpcServer, type RpcServerOptions } from './server.js';
