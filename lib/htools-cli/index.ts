export { systemEnvironment, type Environment } from './framework/environment.js';
export { runProgram, type Program } from './framework/program.js';
export { htoolsPrograms, programs } from './registry.js';
