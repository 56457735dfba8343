export type { Command, Tool } from './framework/command.js';
export { selectCommand } from './framework/front.js';
export { runCommand } from './framework/run.js';
export type { CliDependencies } from './framework/session.js';
export { main } from './main.js';
export { commandTables, tools, type CommandTable } from './registry.js';
