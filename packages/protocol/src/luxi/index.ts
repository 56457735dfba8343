export * from './define.js';
export * from './framing.js';
export * from './message.js';
export * from './methods.js';
