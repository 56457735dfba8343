export * from './arguments.js';
export * from './filter.js';
export * from './glob.js';
export * from './item-types.js';
export * from './parser.js';
export * from './result.js';
export { FilterSyntaxError } from './scanner.js';
