export * from './confd/message.js';
export * from './confd/requests.js';
export * from './error-table.js';
export * from './errors.js';
export * from './luxi/index.js';
export * from './mond/collectors.js';
export * from './qlang/index.js';
export * from './rpc/index.js';
