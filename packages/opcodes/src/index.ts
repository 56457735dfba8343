export * from './define.js';
export * from './legacy.js';
export { opcodes } from './list.js';
export * from './opcode.js';
export { commonParams } from './params/common.js';
export * from './redact.js';
export * from './summary.js';
export * from './types/index.js';
